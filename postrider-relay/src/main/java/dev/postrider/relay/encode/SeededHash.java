package dev.postrider.relay.encode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * SipHash-1-3 under a key that is drawn when the process starts: whoever chooses texts can't choose such as collide. For one
 * thread at a time.
 *
 * @see <a href="https://www.aumasson.jp/siphash/siphash.pdf">SipHash: a fast short-input PRF</a>
 */
final class SeededHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long PROCESS_KEY_0 = RANDOM.nextLong();
    private static final long PROCESS_KEY_1 = RANDOM.nextLong();

    private final long key0;
    private final long key1;
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    SeededHash() {
        this(PROCESS_KEY_0, PROCESS_KEY_1);
    }

    SeededHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    long of(byte[] source, int offset, int length) {
        v0 = key0 ^ 0x736f6d6570736575L;
        v1 = key1 ^ 0x646f72616e646f6dL;
        v2 = key0 ^ 0x6c7967656e657261L;
        v3 = key1 ^ 0x7465646279746573L;
        int words = offset + (length & -Long.BYTES);
        for (int at = offset; at < words; at += Long.BYTES) {
            take((long) LONG.get(source, at));
        }
        take(rest(source, words, offset + length) | ((long) length << 56));
        v2 ^= 0xff;
        mix();
        mix();
        mix();
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long rest(byte[] source, int from, int to) {
        long rest = 0;
        for (int at = to - 1; at >= from; at--) {
            rest = (rest << Byte.SIZE) | (source[at] & 0xff);
        }
        return rest;
    }

    private void take(long word) {
        v3 ^= word;
        mix();
        v0 ^= word;
    }

    private void mix() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
