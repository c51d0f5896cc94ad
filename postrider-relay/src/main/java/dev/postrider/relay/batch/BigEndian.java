package dev.postrider.relay.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads numbers in network order from the middle of an array, without making an object. */
public final class BigEndian {
    private static final VarHandle SHORT = handle(short[].class);
    private static final VarHandle INT = handle(int[].class);
    private static final VarHandle LONG = handle(long[].class);

    private BigEndian() {}

    private static VarHandle handle(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }

    /** The 16-bit number at the offset. */
    public static short shortAt(byte[] buffer, int offset) {
        return (short) SHORT.get(buffer, offset);
    }

    /** The 32-bit number at the offset. */
    public static int intAt(byte[] buffer, int offset) {
        return (int) INT.get(buffer, offset);
    }

    /** The 64-bit number at the offset. */
    public static long longAt(byte[] buffer, int offset) {
        return (long) LONG.get(buffer, offset);
    }
}
