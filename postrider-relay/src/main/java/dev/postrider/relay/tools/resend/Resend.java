package dev.postrider.relay.tools.resend;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.batch.Shards;
import dev.postrider.relay.encode.NativeEncoder;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.ledger.EventLogRecord;
import dev.postrider.relay.read.ContentToken;
import dev.postrider.relay.read.ShardKeys;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.query.IdRange;
import dev.postrider.relay.sink.query.StoredEvent;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.resend.ResendRecord.Counts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import javax.sql.DataSource;

/**
 * One delivery made again, from its record's beginning to its end. While it is open no other one runs on this database. For one
 * thread; whoever opens it closes it. What was broken off is found again by its kind, target and criteria and goes on where it
 * was: the target is asked for each chunk before it is sent, so that nothing is stored twice.
 */
public final class Resend implements AutoCloseable {
    /** The most events in a chunk: one insert, and one question before it. */
    public static final int CHUNK_ROWS = 10_000;

    /** The most bytes in a chunk, as they come from PostgreSQL; a larger event still makes one. */
    public static final long CHUNK_BYTES = 8L * 1024 * 1024;

    private static final int ATTEMPTS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final DataSource dataSource;
    private final QueryableSink target;
    private final String outbox;
    private final ResendLock lock;
    private final ResendRecord record;
    private final EarlierResends earlier;
    private final ShardKeys shardKeys;
    private Position at;
    private Counts counts;

    private Resend(DataSource dataSource, QueryableSink target, String outbox, ResendLock lock, ResendRecord record)
            throws SQLException {
        this.dataSource = dataSource;
        this.target = target;
        this.outbox = outbox;
        this.lock = lock;
        this.record = record;
        this.earlier = new EarlierResends(target, outbox);
        this.shardKeys =
                new ShardKeys(new EventLogRecord(dataSource, 0).shards().key());
        this.at = record.at();
        this.counts = record.counts();
    }

    /**
     * What is to be sent again.
     *
     * @param criteria which events, as JSON
     * @param by who ordered it, and why
     */
    public record Order(ResendRecord.Kind kind, String criteria, Decision by) {}

    /**
     * Begins, or goes on with the same one that was broken off, once nothing that was broken off is still at work.
     *
     * @param dataSource two connections at once; one of them stays in a transaction until the end, idle but for a lock
     * @param order what it is
     * @throws ResendBusyException if another one is under way on this database
     * @throws SinkException if it is not known whether an earlier insert is still at work
     */
    public static Resend open(DataSource dataSource, QueryableSink target, String outbox, Order order)
            throws SQLException, SinkException {
        ResendLock lock = ResendLock.take(dataSource);
        try {
            new EarlierResends(target, outbox).awaitTheirEnd();
            try (Connection connection = Connections.committing(dataSource)) {
                ResendRecord record = ResendRecord.beginOrResume(
                        connection, order.kind(), target.eventLog().table(), order.criteria(), order.by());
                return new Resend(dataSource, target, outbox, lock, record);
            }
        } catch (SQLException | SinkException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The record, as it was when this began. */
    public ResendRecord record() {
        return record;
    }

    /** The last event looked at. */
    public Position at() {
        return at;
    }

    /** What was done so far, before a break too. */
    public Counts counts() {
        return counts;
    }

    /**
     * Sends what the target lacks of a chunk, each event to its shard, and keeps how far that went.
     *
     * @param rows at most {@link #CHUNK_ROWS}; an event that comes twice is sent once
     * @param end the last event looked at
     * @throws SinkException if the target can't be asked, or refuses the events, or can't take them for a while; nothing is
     *     lost then: the same order goes on with this chunk
     */
    public Counts send(List<RetainedRow> rows, Position end) throws SQLException, SinkException {
        List<RetainedRow> missing = missing(target, outbox, rows);
        List<QueryableSink> shards = target.each();
        for (int i = 0; i < shards.size(); i++) {
            List<RetainedRow> ofShard = ofShard(missing, i, shards.size());
            if (!ofShard.isEmpty()) {
                lock.require();
                insert(shards.get(i), ofShard);
            }
        }
        Counts chunk = new Counts(rows.size(), missing.size(), (long) rows.size() - missing.size());
        at = end;
        counts = counts.plus(chunk);
        ResendRecord.progress(dataSource, record.number(), at, counts, false);
        return chunk;
    }

    private List<RetainedRow> ofShard(List<RetainedRow> rows, int shard, int shards) {
        return rows.stream()
                .filter(row -> Shards.of(shardKeys.of(row.bytes(), 0), shards) == shard)
                .toList();
    }

    /** Keeps that all is done. */
    public void finish() throws SQLException {
        ResendRecord.progress(dataSource, record.number(), at, counts, true);
    }

    /** Those that the target lacks, each once. */
    public static List<RetainedRow> missing(QueryableSink target, String outbox, List<RetainedRow> rows)
            throws SinkException {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<StoredEvent> identities = rows.stream().map(RetainedRow::identity).toList();
        LongSummaryStatistics ids =
                identities.stream().mapToLong(StoredEvent::id).summaryStatistics();
        LongSummaryStatistics times =
                identities.stream().mapToLong(StoredEvent::micros).summaryStatistics();
        IdRange range = new IdRange(
                outbox,
                ids.getMin(),
                ids.getMax(),
                new IdRange.Times(EventTime.ofMicros(times.getMin()), EventTime.ofMicros(times.getMax())));
        Set<StoredEvent> there = new HashSet<>(target.eventLog()
                .identities(range, identities.stream().map(StoredEvent::id).toList()));
        List<RetainedRow> missing = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (there.add(identities.get(i))) {
                missing.add(rows.get(i));
            }
        }
        return missing;
    }

    /**
     * After an attempt whose outcome is not known, once nothing is at work on it any more: the same again where the shard drops what
     * it has, since its views may lack it; else the shard is asked again.
     */
    private void insert(QueryableSink shard, List<RetainedRow> rows) throws SinkException {
        List<RetainedRow> left = rows;
        Duration pause = FIRST_PAUSE;
        long began = System.nanoTime();
        for (int attempt = 1; !left.isEmpty(); attempt++) {
            ResentChunk chunk = chunk(shard, left);
            began = attempt == 1 ? System.nanoTime() : began;
            SendOutcome outcome = shard.send(chunk);
            if (outcome instanceof SendOutcome.Stored) {
                return;
            }
            SendOutcome.Failed failed = (SendOutcome.Failed) outcome;
            if (failed instanceof SendOutcome.Refused || attempt == ATTEMPTS || Thread.interrupted()) {
                throw new SinkException(shard.description() + " took none of " + left.size() + " events in " + attempt
                        + " attempts: " + failed.reason() + "; the same command goes on where this one stopped");
            }
            sleep(pause);
            pause = pause.multipliedBy(2);
            if (failed instanceof SendOutcome.Unknown) {
                earlier.awaitTheirEnd();
                if (!shard.remembers(began)) {
                    left = missing(shard, outbox, left);
                }
            }
        }
    }

    private ResentChunk chunk(QueryableSink shard, List<RetainedRow> rows) throws SinkException {
        RowBuffer buffer = new RowBuffer();
        NativeEncoder encoder = new NativeEncoder(shard.prepare(), outbox, buffer);
        ContentToken token = ContentToken.ofResend(outbox, record.number());
        for (RetainedRow row : rows) {
            encoder.row(row.txid(), row.bytes(), 0, row.length());
            token.add(row.bytes(), 0, row.length());
        }
        if (!buffer.unfit().isEmpty()) {
            throw new SinkException(
                    shard.description() + " can't hold " + buffer.unfit().size() + " of " + rows.size() + " events: "
                            + buffer.unfit().values().iterator().next());
        }
        String digits = token.hexadecimal();
        return new ResentChunk(
                record.number(),
                rows.size(),
                buffer,
                digits,
                QueryIds.of(QueryIds.ofResend(outbox, record.number()), digits));
    }

    /** Waits; an interrupt ends it early and stays set. */
    public static void sleep(Duration pause) {
        try {
            Thread.sleep(Math.max(0, pause.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws SQLException {
        lock.close();
    }
}
