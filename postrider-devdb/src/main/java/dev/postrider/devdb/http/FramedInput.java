package dev.postrider.devdb.http;

import com.github.luben.zstd.Zstd;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Reads ClickHouse's own compressed blocks: checksum, method, sizes, data ({@code decompress=1}). */
final class FramedInput extends InputStream {
    private static final LZ4SafeDecompressor LZ4 = LZ4Factory.fastestInstance().safeDecompressor();
    /** Far above what any client sends as one block; a larger size means that these are not blocks. */
    private static final int MAX_BLOCK_BYTES = 32 << 20;

    private final InputStream in;
    private byte[] block = new byte[0];
    private int position;

    FramedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return fill() ? block[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, block.length - position);
        System.arraycopy(block, position, target, offset, n);
        position += n;
        return n;
    }

    private boolean fill() throws IOException {
        while (position == block.length) {
            byte[] head = in.readNBytes(FramedOutput.CHECKSUM_BYTES + FramedOutput.HEADER_BYTES);
            if (head.length == 0) {
                return false;
            }
            if (head.length < FramedOutput.CHECKSUM_BYTES + FramedOutput.HEADER_BYTES) {
                throw new EOFException("the body ends within the header of a compressed block");
            }
            block = readBlock(head);
            position = 0;
        }
        return true;
    }

    private byte[] readBlock(byte[] headBytes) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(headBytes).order(ByteOrder.LITTLE_ENDIAN);
        CityHash128 expected = new CityHash128(head.getLong(), head.getLong());
        byte method = head.get();
        int compressedSize = head.getInt();
        int size = head.getInt();
        if (compressedSize < FramedOutput.HEADER_BYTES
                || compressedSize > MAX_BLOCK_BYTES
                || size < 0
                || size > MAX_BLOCK_BYTES) {
            throw new CorruptBlockException("block sizes " + compressedSize + " and " + size
                    + " are out of range (limit " + MAX_BLOCK_BYTES + "): is the body really compressed?");
        }
        byte[] compressed = new byte[compressedSize];
        System.arraycopy(headBytes, FramedOutput.CHECKSUM_BYTES, compressed, 0, FramedOutput.HEADER_BYTES);
        int wanted = compressedSize - FramedOutput.HEADER_BYTES;
        if (in.readNBytes(compressed, FramedOutput.HEADER_BYTES, wanted) < wanted) {
            throw new EOFException("the body ends within a compressed block");
        }
        if (!CityHash128.of(compressed, 0, compressedSize).equals(expected)) {
            throw new CorruptBlockException("Checksum doesn't match: corrupted data");
        }
        return decompress(method, compressed, size);
    }

    private static byte[] decompress(byte method, byte[] compressed, int size) throws CorruptBlockException {
        int offset = FramedOutput.HEADER_BYTES;
        int length = compressed.length - offset;
        byte[] plain = new byte[size];
        try {
            long n = switch (method) {
                case FramedOutput.METHOD_LZ4 -> LZ4.decompress(compressed, offset, length, plain, 0);
                case FramedOutput.METHOD_ZSTD -> Zstd.decompressByteArray(plain, 0, size, compressed, offset, length);
                case FramedOutput.METHOD_NONE -> {
                    System.arraycopy(compressed, offset, plain, 0, Math.min(length, size));
                    yield length;
                }
                default -> throw new CorruptBlockException("Unknown compression method: " + (method & 0xff));
            };
            if (n != size) {
                throw new CorruptBlockException("a block of " + size + " bytes decompressed to " + n);
            }
        } catch (LZ4Exception e) {
            throw new CorruptBlockException("Cannot decompress: " + e.getMessage());
        }
        return plain;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The client's blocks are not what they claim to be. */
    static final class CorruptBlockException extends IOException {
        private static final long serialVersionUID = 1L;

        CorruptBlockException(String message) {
            super(message);
        }
    }
}
