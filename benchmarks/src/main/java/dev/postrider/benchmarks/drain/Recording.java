package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.relay.RelaySettings;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.EventJson;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a relay sends for a backlog, byte for byte: taken from a relay whose sends end here. The rows are the same whatever the
 * table makes of the context.
 *
 * @param columns in the order of the rows
 * @param batches in the order of the ledger
 */
record Recording(List<String> columns, List<Batch> batches) {

    /** One insert's token and its bytes, in pieces as the relay has them. */
    record Batch(long number, String token, List<byte[]> pieces) {
        void writeTo(OutputStream out) throws IOException {
            for (byte[] piece : pieces) {
                out.write(piece);
            }
        }
    }

    /** Lets a relay deliver everything to a sink that keeps it. */
    static Recording of(Stage stage, PostgresDatabase outbox, long events, int batchRows) throws InterruptedException {
        OutboxFill.forgetDelivery(outbox);
        try (ClickHouseDatabase unused = stage.newEventLog()) {
            Recorder recorder =
                    new Recorder(ClickHouseSink.create(stage.target(unused).withEventJson(EventJson.NONE)));
            RelayRun.deliver(stage, outbox, recorder, RelaySettings.defaults().withBatchSize(batchRows), events);
            return recorder.recording();
        }
    }

    /** Prepares as the real sink does, and keeps what should be sent. */
    private static final class Recorder implements Sink {
        private final Sink real;
        private final List<Batch> batches = new ArrayList<>();
        private List<String> columns = List.of();

        Recorder(Sink real) {
            this.real = real;
        }

        synchronized Recording recording() {
            return new Recording(
                    columns,
                    batches.stream().sorted(Comparator.comparing(Batch::number)).toList());
        }

        @Override
        public String description() {
            return "a recording";
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
        public String definition() throws SinkException {
            return real.definition();
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            Pieces pieces = new Pieces();
            try {
                batch.writeTo(pieces);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            synchronized (this) {
                batches.add(new Batch(batch.batchNo(), batch.token(), pieces.kept));
            }
            return new SendOutcome.Stored();
        }

        @Override
        public Optional<BitSet> held(String outbox, EventIdentities events, BitSet rows) {
            return Optional.of(new BitSet());
        }

        @Override
        public boolean remembers(long nanos) {
            return true;
        }

        @Override
        public boolean isReachable() {
            return true;
        }

        @Override
        public void abort() {}

        @Override
        public void close() {
            real.close();
        }
    }

    private static final class Pieces extends OutputStream {
        private final List<byte[]> kept = new ArrayList<>();

        @Override
        public void write(int one) {
            kept.add(new byte[] {(byte) one});
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            kept.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }
}
