package dev.postrider.relay.tools.replay;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.ledger.EventLogRecord;
import dev.postrider.relay.read.OutboxReader;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import dev.postrider.relay.tools.AllShards;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.DeliveredIdWindows;
import dev.postrider.relay.tools.DeliveredIdWindows.Batches;
import dev.postrider.relay.tools.DeliveredIdWindows.Frontier;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.resend.Resend;
import dev.postrider.relay.tools.resend.ResendRecord;
import dev.postrider.relay.tools.resend.ResendRecord.Counts;
import dev.postrider.relay.tools.resend.RetainedRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events again that were delivered and that the outbox still holds: for as long as its retention. The target is asked
 * for each chunk before it is sent, so that what it has is not stored twice, however often a replay runs or breaks off: the same
 * order goes on where it was.
 *
 * <p>Takes no lock that a writer or a relay could wait for. Its memory is that of a chunk, {@link Resend#CHUNK_ROWS} events or
 * {@link Resend#CHUNK_BYTES}. Thread-safe; one replay at a time runs on a database.
 */
public final class Replay {
    /** Looked at in vain, after so many reads how far it got is kept. */
    private static final int READS_IN_A_CHUNK = 50;

    private static final String BEGIN = SqlFile.text(EventLogRecord.class, "begin_reading.sql");
    private static final String RETAINED_EVENTS = SqlFile.text(Replay.class, "retained_events.sql");

    private final DataSource dataSource;
    private final QueryableSink target;
    private final DeliveredIdWindows ledger;

    /**
     * Connects to nothing yet.
     *
     * @param dataSource the database with the outbox
     * @param target the event log, or another table, which is made like the event log if it is missing; the caller closes it
     */
    public Replay(DataSource dataSource, QueryableSink target) {
        this.dataSource = dataSource;
        this.target = target;
        this.ledger = new DeliveredIdWindows(dataSource);
    }

    /**
     * Counts what {@link #run} would send. Writes nothing, and makes no table.
     *
     * @throws SinkException if the target can't be asked, or its rows can't be told apart
     */
    public ReplayReport dryRun(ReplayCriteria criteria, ReplayListener listener) throws SQLException, SinkException {
        AllShards.require(dataSource, target.eventLog());
        boolean exists = target.eventLog().exists();
        Work work = new Work(criteria, 0, listener);
        Counts counts = Counts.NONE;
        Position at = Position.START;
        while (at != null) {
            Chunk chunk = work.next(at);
            int missing = exists
                    ? Resend.missing(target, work.outbox, chunk.rows()).size()
                    : chunk.rows().size();
            counts = counts.plus(
                    new Counts(chunk.rows().size(), missing, (long) chunk.rows().size() - missing));
            at = chunk.isLast() ? null : chunk.end();
        }
        return new ReplayReport(0, target.eventLog().table(), false, work.lookedAt, counts);
    }

    /**
     * The newest replay to this target that was broken off and that these criteria miss by their times alone, which are given or
     * left open on the same sides; null if there is none. Whoever computes times from a clock orders another replay each time.
     */
    public @Nullable ResendRecord brokenOffWithOtherTimes(ReplayCriteria criteria) throws SQLException {
        return ResendRecord.brokenOffWithOtherTimes(
                dataSource, target.eventLog().table(), criteria.json());
    }

    /** As {@link #run(ReplayCriteria, int, Decision, ReplayListener)}, without saying who ordered it. */
    public ReplayReport run(ReplayCriteria criteria, int eventsPerSecond, ReplayListener listener)
            throws SQLException, SinkException {
        return run(criteria, eventsPerSecond, Decision.UNSIGNED, listener);
    }

    /**
     * Delivers again.
     *
     * @param eventsPerSecond the most events that are sent in a second; 0 for no limit
     * @param by who ordered it, and why; kept with its record
     * @throws SinkException if the target can't be asked or can't take events; the same order goes on later
     * @throws dev.postrider.relay.tools.resend.ResendBusyException if another replay or repair is under way
     */
    public ReplayReport run(ReplayCriteria criteria, int eventsPerSecond, Decision by, ReplayListener listener)
            throws SQLException, SinkException {
        if (eventsPerSecond < 0) {
            throw new IllegalArgumentException(
                    "events per second are " + eventsPerSecond + ", must be 1 or more, or 0 for no limit");
        }
        AllShards.requireUsed(dataSource, target.eventLog());
        target.prepare();
        Work work = new Work(criteria, eventsPerSecond, listener);
        try (Resend resend = Resend.open(
                dataSource, target, work.outbox, new Resend.Order(ResendRecord.Kind.REPLAY, criteria.json(), by))) {
            boolean isResumed = !resend.at().equals(Position.START);
            long began = System.nanoTime();
            long sent = 0;
            Position at = resend.at();
            while (at != null && !Thread.currentThread().isInterrupted()) {
                Chunk chunk = work.next(at);
                sent += resend.send(chunk.rows(), chunk.end()).sent();
                at = chunk.isLast() ? null : chunk.end();
                if (eventsPerSecond > 0 && at != null) {
                    Duration earliest = Duration.ofNanos((long) (sent * 1e9 / eventsPerSecond));
                    Resend.sleep(earliest.minusNanos(System.nanoTime() - began));
                }
            }
            if (at == null) {
                resend.finish();
            }
            return new ReplayReport(
                    resend.record().number(), target.eventLog().table(), isResumed, work.lookedAt, resend.counts());
        }
    }

    /**
     * Events that are sent together.
     *
     * @param end the last event looked at
     * @param isLast whether there are none behind
     */
    private record Chunk(List<RetainedRow> rows, Position end, boolean isLast) {}

    /** One replay under way. */
    private final class Work {
        private final ReplayCriteria criteria;
        private final ReplayListener listener;
        private final int chunkRows;
        private final String outbox;
        private final OutboxReader reader;
        private final @Nullable Frontier frontier;
        private final @Nullable DeliveredEvents delivered;
        private final long retained;
        private long lookedAt;

        Work(ReplayCriteria criteria, int eventsPerSecond, ReplayListener listener) throws SQLException {
            this.criteria = criteria;
            this.listener = listener;
            this.chunkRows = eventsPerSecond == 0 ? Resend.CHUNK_ROWS : Math.min(Resend.CHUNK_ROWS, eventsPerSecond);
            DeliveredIdWindows.Scope scope = ledger.scope();
            this.outbox = scope.outbox();
            this.reader = new OutboxReader(dataSource, outbox);
            this.frontier = ledger.frontier();
            this.delivered = frontier == null
                    ? null
                    : new DeliveredEvents(ledger, scope.firstIdWindow(), frontier, batches(criteria));
            this.retained = countRetained();
        }

        private Batches batches(ReplayCriteria what) throws SQLException {
            ReplayCriteria.BatchRange range = what.batches();
            Batches wanted = range == null ? Batches.ALL : new Batches(range.first(), range.last());
            Period period = what.delivered();
            if (period == null) {
                return wanted;
            }
            Batches then = ledger.acknowledged(period);
            return new Batches(Math.max(wanted.first(), then.first()), Math.min(wanted.last(), then.last()));
        }

        private long countRetained() throws SQLException {
            try (Connection connection = Connections.inTransaction(dataSource, BEGIN)) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(RETAINED_EVENTS)) {
                    row.next();
                    return row.getLong(1);
                } finally {
                    connection.rollback();
                }
            }
        }

        /** The next events behind a position that meet the criteria: a chunk, or those of so many reads. */
        Chunk next(Position from) throws SQLException {
            List<RetainedRow> chunk = new ArrayList<>();
            Position at = from;
            boolean exhausted = delivered == null;
            long bytes = 0;
            for (int read = 0; read < READS_IN_A_CHUNK && !exhausted && chunk.size() < chunkRows; read++) {
                List<RetainedRow> rows = new ArrayList<>();
                BatchBounds bounds = new BatchBounds(chunkRows - chunk.size(), Resend.CHUNK_BYTES);
                BatchContent content = reader.read(
                        new BatchPlan(0, Snapshot.NOTHING, seenTo(), at, bounds),
                        (txid, buffer, offset, length) -> rows.add(RetainedRow.copy(txid, buffer, offset, length)));
                for (RetainedRow row : rows) {
                    if (isWanted(row)) {
                        chunk.add(row);
                        bytes += row.length();
                    }
                }
                lookedAt += content.rows();
                at = content.end();
                exhausted = content.exhausted();
                if (bytes >= Resend.CHUNK_BYTES) {
                    break;
                }
            }
            listener.lookedAt(lookedAt, retained);
            return new Chunk(chunk, at, exhausted);
        }

        private Snapshot seenTo() {
            return frontier == null ? Snapshot.NOTHING : frontier.seenTo();
        }

        private boolean isWanted(RetainedRow row) throws SQLException {
            Period published = criteria.published();
            return (criteria.types().isEmpty() || criteria.types().contains(row.eventType()))
                    && (published == null
                            || published.holds(EventTime.ofMicros(row.identity().micros())))
                    && delivered != null
                    && delivered.hold(row);
        }
    }
}
