package dev.postrider.benchmarks.functions;

import dev.postrider.relay.batch.RowConsumer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Events as PostgreSQL's COPY sends them, of about 180 bytes; what {@link RowConsumer} takes. */
final class CopyRows {
    /** As many as a batch of usual size has. */
    static final int COUNT = 10_000;

    private static final long FIRST_TXID = 1_000;
    private static final int PER_TRANSACTION = 10;
    /** 2026, in microseconds since 2000. */
    private static final long TIME = 820_540_800_000_000L;

    private final byte[] bytes;
    private final int[] ends = new int[COUNT];

    CopyRows() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(all)) {
            for (int n = 0; n < COUNT; n++) {
                write(out, n);
                ends[n] = out.size();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory doesn't fail", e);
        }
        bytes = all.toByteArray();
    }

    private static void write(DataOutputStream out, int n) throws IOException {
        write(out, (long) n);
        write(out, "user_created");
        write(out, TIME + n);
        write(out, "Benchmark");
        write(
                out,
                "{\"email\":\"user" + n + "@example.com\",\"first_name\":\"First" + n + "\",\"last_name\":\"Last" + n
                        + "\",\"plan\":" + n % 5 + ",\"tags\":[\"a\",\"b\"]}");
        write(out, 1L);
        // no trace
        out.writeInt(-1);
    }

    private static void write(DataOutputStream out, long value) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(value);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    void forEach(RowConsumer consumer) {
        int from = 0;
        for (int n = 0; n < COUNT; n++) {
            consumer.row(FIRST_TXID + n / PER_TRANSACTION, bytes, from, ends[n] - from);
            from = ends[n];
        }
    }
}
