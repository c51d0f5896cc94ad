package dev.postrider.devdb.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** Writes ClickHouse's own compressed blocks with LZ4 ({@code compress=1}). */
final class FramedOutput extends OutputStream {
    static final int CHECKSUM_BYTES = 16;
    static final int HEADER_BYTES = 9;
    static final byte METHOD_LZ4 = (byte) 0x82;
    static final byte METHOD_ZSTD = (byte) 0x90;
    static final byte METHOD_NONE = 0x02;

    private static final LZ4Compressor LZ4 = LZ4Factory.fastestInstance().fastCompressor();
    private static final int BLOCK_BYTES = 128 * 1024;

    private final OutputStream out;
    private final byte[] plain = new byte[BLOCK_BYTES];
    private final byte[] frame = new byte[CHECKSUM_BYTES + HEADER_BYTES + LZ4.maxCompressedLength(BLOCK_BYTES)];
    private int filled;

    FramedOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int n = Math.min(length - done, BLOCK_BYTES - filled);
            System.arraycopy(bytes, offset + done, plain, filled, n);
            filled += n;
            done += n;
            if (filled == BLOCK_BYTES) {
                writeBlock();
            }
        }
    }

    private void writeBlock() throws IOException {
        if (filled == 0) {
            return;
        }
        int dataStart = CHECKSUM_BYTES + HEADER_BYTES;
        int compressed = LZ4.compress(plain, 0, filled, frame, dataStart, frame.length - dataStart);
        ByteBuffer head = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        head.put(CHECKSUM_BYTES, METHOD_LZ4);
        head.putInt(CHECKSUM_BYTES + 1, HEADER_BYTES + compressed);
        head.putInt(CHECKSUM_BYTES + 5, filled);
        CityHash128 checksum = CityHash128.of(frame, CHECKSUM_BYTES, HEADER_BYTES + compressed);
        head.putLong(0, checksum.low());
        head.putLong(8, checksum.high());
        out.write(frame, 0, dataStart + compressed);
        filled = 0;
    }

    @Override
    public void flush() throws IOException {
        writeBlock();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        writeBlock();
        out.close();
    }
}
