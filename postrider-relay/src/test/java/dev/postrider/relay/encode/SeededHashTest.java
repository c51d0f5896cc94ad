package dev.postrider.relay.encode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeededHashTest {
    private final SeededHash hash = new SeededHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    /** With the key 00 01 … 0f, of 00 01 … . */
    @Test
    void isSipHash13() {
        byte[] bytes = new byte[18];
        for (int i = 0; i < bytes.length - 2; i++) {
            bytes[i + 2] = (byte) i;
        }
        assertThat(hash.of(bytes, 2, 0)).isEqualTo(0xabac0158050fc4dcL);
        assertThat(hash.of(bytes, 2, 7)).isEqualTo(0xd3927d989bb11140L);
        assertThat(hash.of(bytes, 2, 8)).isEqualTo(0x369095118d299a8eL);
        assertThat(hash.of(bytes, 2, 15)).isEqualTo(0xd320d86d2a519956L);
        assertThat(hash.of(bytes, 2, 16)).isEqualTo(0xcc4fdd1a7d908b66L);
    }

    @Test
    void isOfAnotherKeyInEachProcessAndOfTheSameInAll() {
        byte[] text = {1, 2, 3};
        assertThat(new SeededHash().of(text, 0, 3)).isEqualTo(new SeededHash().of(text, 0, 3));
        assertThat(new SeededHash().of(text, 0, 3)).isNotEqualTo(new SeededHash(0, 0).of(text, 0, 3));
    }
}
