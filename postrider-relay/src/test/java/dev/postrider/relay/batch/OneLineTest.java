package dev.postrider.relay.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

    @Test
    void writesWhatForgesALineAsPlainSigns() {
        assertThat(OneLine.of("a\nb\r\tc\u001b[2K\u009b\u2028\u202ex\u0000"))
                .isEqualTo("a\\nb\\r\\tc\\u001b[2K\\u009b\\u2028\\u202ex\\u0000");
    }

    @Test
    void leavesTextsOfAllLanguagesAsTheyAre() {
        String text = "größe Ω 東京 👩\u200d🚀 \\n";
        assertThat(OneLine.of(text)).isSameAs(text);
    }
}
