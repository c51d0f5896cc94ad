package dev.postrider.relay.read;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * xxHash64 with the seed 0, which is also ClickHouse's {@code xxHash64}. Of a part of an array or of two numbers, without
 * making an object.
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">xxHash, "XXH64 Algorithm Description"</a>
 */
final class XxHash64 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    /** The sum of both. */
    private static final long PRIMES_1_2 = 0x60EA27EEADC0B5D6L;

    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    private static final int STRIPE = 32;

    private XxHash64() {}

    /** What the first of two numbers, eight bytes each and the least significant first, gives to {@link #ofTwo}. */
    static long begunWith(long first) {
        return mix(PRIME_5 + 2 * Long.BYTES, first);
    }

    /** Of two numbers: of the one that was begun with, and of another. */
    static long ofTwo(long begun, long second) {
        return avalanche(mix(begun, second));
    }

    /** Of the array's bytes from the offset on. */
    static long of(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        long hash;
        if (length >= STRIPE) {
            long a = PRIMES_1_2;
            long b = PRIME_2;
            long c = 0;
            long d = -PRIME_1;
            for (; at <= end - STRIPE; at += STRIPE) {
                a = round(a, (long) LONG.get(bytes, at));
                b = round(b, (long) LONG.get(bytes, at + 8));
                c = round(c, (long) LONG.get(bytes, at + 16));
                d = round(d, (long) LONG.get(bytes, at + 24));
            }
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        } else {
            hash = PRIME_5;
        }
        return tail(hash + length, bytes, at, end);
    }

    private static long tail(long begun, byte[] bytes, int from, int end) {
        long hash = begun;
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = mix(hash, (long) LONG.get(bytes, at));
        }
        if (at <= end - Integer.BYTES) {
            hash ^= ((int) INT.get(bytes, at) & 0xffff_ffffL) * PRIME_1;
            hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
            at += Integer.BYTES;
        }
        for (; at < end; at++) {
            hash ^= (bytes[at] & 0xff) * PRIME_5;
            hash = Long.rotateLeft(hash, 11) * PRIME_1;
        }
        return avalanche(hash);
    }

    private static long round(long accumulator, long lane) {
        return Long.rotateLeft(accumulator + lane * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long accumulator) {
        return (hash ^ round(0, accumulator)) * PRIME_1 + PRIME_4;
    }

    private static long mix(long hash, long lane) {
        return Long.rotateLeft(hash ^ round(0, lane), 27) * PRIME_1 + PRIME_4;
    }

    private static long avalanche(long mixed) {
        long hash = mixed;
        hash ^= hash >>> 33;
        hash *= PRIME_2;
        hash ^= hash >>> 29;
        hash *= PRIME_3;
        return hash ^ (hash >>> 32);
    }
}
