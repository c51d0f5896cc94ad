package dev.postrider.crashtests;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.PassingSink;
import dev.postrider.relay.Relay;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.ShardedSink;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.RelayListener;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A relay in a process of its own that dies at a chosen point of a chosen batch, as a killed process does: at once, with no
 * hook, no finally and no goodbye to the databases.
 */
final class CrashingRelay {
    /** What {@code throwIf} says, 395, stands for what the server says when its memory is short, 241. */
    static final OutcomeTable TOO_MANY_ROWS = OutcomeTable.standard().with("395=too-large");

    /** Where it dies. */
    enum Point {
        AFTER_PLAN,
        DURING_SEND,
        AFTER_INSERT,
        AFTER_ACKNOWLEDGE,
        /** Only where an attempt to send has failed. */
        BEFORE_WRITING_ATTEMPTS,
        /** The same. */
        AFTER_WRITING_ATTEMPTS,
        NEVER
    }

    private final Point point;
    private final AtomicInteger batchesLeft;

    private CrashingRelay(Point point, int batches) {
        this.point = point;
        this.batchesLeft = new AtomicInteger(batches);
    }

    /** Arguments: point, batch (from 1), JDBC URL, user, password, ClickHouse URL, user, password, database, the shards' tables. */
    public static void main(String[] args) {
        CrashingRelay crash = new CrashingRelay(Point.valueOf(args[0]), Integer.parseInt(args[1]));
        DataSource pool = WatchedWrites.of(
                OutboxFixture.pool(args[2], args[3], args[4]),
                "INSERT INTO postrider.relay_attempt",
                () -> crash.dieAt(Point.BEFORE_WRITING_ATTEMPTS),
                () -> crash.dieAt(Point.AFTER_WRITING_ATTEMPTS));
        ClickHouseSettings target = ClickHouseSettings.at(URI.create(args[5]))
                .withLogin(args[6], args[7])
                .withDatabase(args[8])
                .withOutcomes(TOO_MANY_ROWS)
                .withTimeout(Duration.ofSeconds(5));
        RelaySettings settings = OutboxFixture.QUICK.withBatchSize(100).withInsertsInFlight(2);
        Sink sink = crash.new CrashingSink(sink(target, List.of(args).subList(9, args.length)));
        new Relay(pool, sink, settings, crash.new CrashingListener()).start();
    }

    /** The event log of the usual name, or in shards with these tables. */
    static Sink sink(ClickHouseSettings target, List<String> tables) {
        return tables.isEmpty()
                ? ClickHouseSink.create(target)
                : new ShardedSink(tables.stream()
                        .map(table -> ClickHouseSink.create(target.withTable(table)))
                        .toList());
    }

    private void dieAt(Point here) {
        if (here == point && batchesLeft.decrementAndGet() <= 0) {
            Runtime.getRuntime().halt(137);
        }
    }

    private final class CrashingListener implements RelayListener {
        @Override
        public void batchDelivered(BatchReport report) {
            dieAt(Point.AFTER_ACKNOWLEDGE);
        }
    }

    private final class CrashingSink extends PassingSink {
        private final List<Sink> shards;

        CrashingSink(Sink sink) {
            super(sink);
            this.shards = sink.shards().size() == 1
                    ? List.of(this)
                    : sink.shards().stream().<Sink>map(CrashingSink::new).toList();
        }

        @Override
        public List<Sink> shards() {
            return shards;
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            dieAt(Point.AFTER_PLAN);
            SendOutcome outcome = super.send(new CrashingBatch(batch));
            dieAt(Point.AFTER_INSERT);
            return outcome;
        }
    }

    /** Dies in the middle of the body. */
    private final class CrashingBatch implements EncodedBatch {
        private final EncodedBatch batch;

        CrashingBatch(EncodedBatch batch) {
            this.batch = batch;
        }

        @Override
        public String queryId() {
            return batch.queryId();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            long half = batch.length() / 2;
            batch.writeTo(new FilterOutputStream(out) {
                private long written;

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    int now = (int) Math.max(0, Math.min(length, half - written));
                    out.write(bytes, offset, now);
                    written += now;
                    if (written == half) {
                        out.flush();
                        dieAt(Point.DURING_SEND);
                    }
                    out.write(bytes, offset + now, length - now);
                }
            });
        }

        @Override
        public long batchNo() {
            return batch.batchNo();
        }

        @Override
        public int rows() {
            return batch.rows();
        }

        @Override
        public long length() {
            return batch.length();
        }

        @Override
        public String token() {
            return batch.token();
        }
    }
}
