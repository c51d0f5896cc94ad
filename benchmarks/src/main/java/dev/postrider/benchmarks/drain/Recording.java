package dev.postrider.benchmarks.drain;

import com.clickhouse.data.ClickHouseFormat;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What there is to insert for a backlog, in memory, cut into the relay's batches: either what the relay sends, byte for byte, or
 * the same rows in ClickHouse's plainest binary format. The rows are the same whatever the table makes of the context.
 *
 * @param columns in the order of the rows
 * @param batches in the order of the ledger
 */
record Recording(ClickHouseFormat format, List<String> columns, List<Batch> batches) {

    /** One insert's bytes, outside of the heap: nobody's collector has to walk them. */
    record Batch(String token, ByteBuffer content) {
        private static final int PIECE = 256 * 1024;

        static Batch of(String token, byte[] content) {
            ByteBuffer kept = ByteBuffer.allocateDirect(content.length);
            return new Batch(token, kept.put(content).flip());
        }

        void writeTo(OutputStream out) throws IOException {
            ByteBuffer rest = content.duplicate();
            byte[] piece = new byte[PIECE];
            while (rest.hasRemaining()) {
                int length = Math.min(piece.length, rest.remaining());
                rest.get(piece, 0, length);
                out.write(piece, 0, length);
            }
        }
    }

    /** The rows of a table to which a relay has delivered everything, as the engine itself writes them. */
    static Recording ofRows(
            ClickHouseDatabase eventLog, String table, List<String> columns, long events, int batchRows) {
        List<Batch> batches = new ArrayList<>();
        for (long from = 0; from < events; from += batchRows) {
            byte[] rows = eventLog.queryBytes("SELECT " + String.join(", ", columns) + " FROM " + table
                    + " ORDER BY event_id LIMIT " + batchRows + " OFFSET " + from + " FORMAT " + ROWS.name());
            batches.add(Batch.of("rows-from-" + from, rows));
        }
        return new Recording(ROWS, columns, batches);
    }

    private static final ClickHouseFormat ROWS = ClickHouseFormat.RowBinaryWithNamesAndTypes;

    /** As the relay's sink has it. */
    private static final ClickHouseFormat SENT = ClickHouseFormat.Native;

    /** Passes everything on to the real sink, and keeps what was sent. */
    static final class Recorder implements Sink {
        private final Sink real;
        private final Map<Long, Batch> batches = new TreeMap<>();
        private List<String> columns = List.of();

        Recorder(Sink real) {
            this.real = real;
        }

        synchronized Recording recording() {
            return new Recording(SENT, columns, List.copyOf(batches.values()));
        }

        @Override
        public synchronized RowLayout prepare() throws SinkException {
            RowLayout layout = real.prepare();
            columns = layout.columns().stream()
                    .map(column -> column.field().column())
                    .toList();
            return layout;
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            try {
                batch.writeTo(content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            synchronized (this) {
                batches.put(batch.batchNo(), Batch.of(batch.token(), content.toByteArray()));
            }
            return real.send(batch);
        }

        @Override
        public String description() {
            return real.description();
        }

        @Override
        public String definition() throws SinkException {
            return real.definition();
        }

        @Override
        public Optional<BitSet> stored(String outbox, EventIdentities events, BitSet rows) throws SinkException {
            return real.stored(outbox, events, rows);
        }

        @Override
        public boolean remembers(long nanos) throws SinkException {
            return real.remembers(nanos);
        }

        @Override
        public Optional<InsertAtWork> atWork(String queryIds) throws SinkException {
            return real.atWork(queryIds);
        }

        @Override
        public boolean isReachable() {
            return real.isReachable();
        }

        @Override
        public void abort() {
            real.abort();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
