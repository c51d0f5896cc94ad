package dev.postrider.devdb.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CityHash 1.0.2, 128 bits: the checksum of ClickHouse's compressed blocks. Later versions of CityHash give other values.
 */
record CityHash128(long low, long high) {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;
    private static final long K3 = -3942382747735136937L;
    private static final long MULTIPLIER = 0x9ddfea08eb382d69L;

    /** The hash of a part of an array. */
    static CityHash128 of(byte[] s, int offset, int length) {
        if (length >= 16) {
            return withSeed(s, offset + 16, length - 16, long64(s, offset) ^ K3, long64(s, offset + 8));
        }
        if (length >= 8) {
            return withSeed(s, offset, 0, long64(s, offset) ^ (length * K0), long64(s, offset + length - 8) ^ K1);
        }
        return withSeed(s, offset, length, K0, K1);
    }

    private static CityHash128 withSeed(byte[] s, int offset, int length, long seedLow, long seedHigh) {
        if (length < 128) {
            return murmur(s, offset, length, seedLow, seedHigh);
        }
        long x = seedLow;
        long y = seedHigh;
        long z = length * K1;
        long v1 = rotate(y ^ K1, 49) * K1 + long64(s, offset);
        CityHash128 v = new CityHash128(v1, rotate(v1, 42) * K1 + long64(s, offset + 8));
        CityHash128 w = new CityHash128(rotate(y + z, 35) * K1 + x, rotate(x + long64(s, offset + 88), 53) * K1);
        int at = offset;
        int left = length;
        do {
            for (int half = 0; half < 2; half++) {
                x = rotate(x + y + v.low + long64(s, at + 16), 37) * K1;
                y = rotate(y + v.high + long64(s, at + 48), 42) * K1;
                x ^= w.high;
                y ^= v.low;
                z = rotate(z ^ w.low, 33);
                v = weak32(s, at, v.high * K1, x + w.low);
                w = weak32(s, at + 32, z + w.high, y);
                long swap = z;
                z = x;
                x = swap;
                at += 64;
            }
            left -= 128;
        } while (left >= 128);
        y += rotate(w.low, 37) * K0 + z;
        x += rotate(v.low + z, 49) * K0;
        for (int done = 0; done < left; ) {
            done += 32;
            y = rotate(y - x, 42) * K0 + v.high;
            long w1 = w.low + long64(s, at + left - done + 16);
            x = rotate(x, 49) * K0 + w1;
            w = new CityHash128(w1 + v.low, w.high);
            v = weak32(s, at + left - done, v.low, v.high);
        }
        x = mix(x, v.low);
        y = mix(y, w.low);
        return new CityHash128(mix(x + v.high, w.high) + y, mix(x + w.high, y + v.high));
    }

    private static CityHash128 murmur(byte[] s, int offset, int length, long seedLow, long seedHigh) {
        long a = seedLow;
        long b = seedHigh;
        long c;
        long d;
        if (length <= 16) {
            a = shiftMix(a * K1) * K1;
            c = b * K1 + upTo16(s, offset, length);
            d = shiftMix(a + (length >= 8 ? long64(s, offset) : c));
        } else {
            c = mix(long64(s, offset + length - 8) + K1, a);
            d = mix(b + length, c + long64(s, offset + length - 16));
            a += d;
            int at = offset;
            for (int left = length - 16; left > 0; left -= 16) {
                a ^= shiftMix(long64(s, at) * K1) * K1;
                a *= K1;
                b ^= a;
                c ^= shiftMix(long64(s, at + 8) * K1) * K1;
                c *= K1;
                d ^= c;
                at += 16;
            }
        }
        a = mix(a, c);
        b = mix(d, b);
        return new CityHash128(a ^ b, mix(b, a));
    }

    private static long upTo16(byte[] s, int offset, int length) {
        if (length > 8) {
            long a = long64(s, offset);
            long b = long64(s, offset + length - 8);
            return mix(a, Long.rotateRight(b + length, length)) ^ b;
        }
        if (length >= 4) {
            long a = int32(s, offset);
            return mix(length + (a << 3), int32(s, offset + length - 4));
        }
        if (length > 0) {
            int a = s[offset] & 0xff;
            int b = s[offset + (length >>> 1)] & 0xff;
            int c = s[offset + length - 1] & 0xff;
            long y = a + ((long) b << 8);
            long z = length + ((long) c << 2);
            return shiftMix(y * K2 ^ z * K3) * K2;
        }
        return K2;
    }

    private static CityHash128 weak32(byte[] s, int offset, long seedA, long seedB) {
        long w = long64(s, offset);
        long x = long64(s, offset + 8);
        long y = long64(s, offset + 16);
        long z = long64(s, offset + 24);
        long a = seedA + w;
        long b = rotate(seedB + a + z, 21);
        long c = a;
        a += x + y;
        b += rotate(a, 44);
        return new CityHash128(a + z, b + c);
    }

    private static long mix(long low, long high) {
        long a = (low ^ high) * MULTIPLIER;
        a ^= a >>> 47;
        long b = (high ^ a) * MULTIPLIER;
        b ^= b >>> 47;
        return b * MULTIPLIER;
    }

    private static long shiftMix(long value) {
        return value ^ (value >>> 47);
    }

    private static long rotate(long value, int shift) {
        return Long.rotateRight(value, shift);
    }

    private static long long64(byte[] s, int offset) {
        return (long) LONGS.get(s, offset);
    }

    private static long int32(byte[] s, int offset) {
        return (int) INTS.get(s, offset) & 0xffffffffL;
    }
}
