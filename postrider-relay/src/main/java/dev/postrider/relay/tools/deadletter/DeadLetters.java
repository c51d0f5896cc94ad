package dev.postrider.relay.tools.deadletter;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.SqlFile;
import dev.postrider.relay.tools.Decision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The events that the sink refused: to be read, requeued (delivered once, tracked as any other, under their own identity) or
 * discarded. A letter stays after the decision, until retention removes it.
 *
 * <p>Thread-safe, and safe for several people at once: each letter is decided about once. Deciding about many goes in chunks,
 * each one transaction: whoever is interrupted leaves every letter either done or open.
 */
public final class DeadLetters {
    /** Letters in one transaction. */
    static final int CHUNK = 1_000;
    /** Letters in one page at most. */
    public static final int LONGEST_PAGE = 10_000;

    private static final String BEGIN = SqlFile.text(DeadLetters.class, "begin_decision.sql");
    private static final String MATCHING = SqlFile.text(DeadLetters.class, "matching.sql");
    private static final String LIST = SqlFile.text(DeadLetters.class, "list.sql");
    private static final String GROUPS = SqlFile.text(DeadLetters.class, "groups.sql");
    private static final String SHOW = SqlFile.text(DeadLetters.class, "show.sql");
    private static final NamedSql COUNT =
            sql(SqlFile.text(DeadLetters.class, "count_dead_letters.sql"), DeadLetterState.OPEN);
    private static final NamedSql CANDIDATES =
            sql(SqlFile.text(DeadLetters.class, "candidates.sql"), DeadLetterState.OPEN);
    private static final NamedSql LOCK = NamedSql.file(DeadLetters.class, "lock_dead_letters.sql");
    private static final NamedSql REQUEUE = NamedSql.file(DeadLetters.class, "requeue.sql");
    private static final NamedSql DISCARD = NamedSql.file(DeadLetters.class, "discard.sql");

    private static final String UNDER_WAY = SqlFile.text(DeadLetters.class, "batch_under_way.sql");
    private static final NamedSql SET_ASIDE = NamedSql.file(DeadLetters.class, "allow_set_aside.sql");

    private static final String REQUEUE_ORDER = "requeue";
    private static final String DISCARD_ORDER = "discard";

    private final DataSource dataSource;
    private final OrderBook orders;

    /** Connects to nothing yet. */
    public DeadLetters(DataSource dataSource) {
        this.dataSource = dataSource;
        this.orders = new OrderBook(dataSource);
    }

    /**
     * A page of letters, the newest first. Its cost does not depend on how many there are, but on how many are passed over
     * until the page is full.
     *
     * @param state null for any
     * @param after where the page before it ended; null for the first
     * @param most letters in the page, 1 to {@value #LONGEST_PAGE}
     */
    public DeadLetterPage list(
            DeadLetterFilter filter, @Nullable DeadLetterState state, @Nullable DeadLetterKey after, int most)
            throws SQLException {
        if (most < 1 || most > LONGEST_PAGE) {
            throw new IllegalArgumentException(
                    "a page of " + most + " dead letters was asked for, must be 1 to " + LONGEST_PAGE);
        }
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement = sql(LIST, state).prepare(connection)) {
            after(statement, after, "infinity");
            filter.set(statement);
            statement.set("most", most + 1);
            try (ResultSet row = statement.executeQuery()) {
                List<DeadLetter> letters = new ArrayList<>();
                while (row.next()) {
                    letters.add(letter(row));
                }
                if (letters.size() <= most) {
                    return new DeadLetterPage(letters, null);
                }
                DeadLetter last = letters.get(most - 1);
                return new DeadLetterPage(
                        letters.subList(0, most),
                        new DeadLetterKey(last.failedAt(), last.eventId(), last.eventDateTime()));
            }
        }
    }

    /**
     * Groups of letters, the largest first. PostgreSQL groups them; it reads all letters that match.
     *
     * @param state null for any
     * @param most groups at most
     */
    public List<DeadLetterGroup> groups(
            DeadLetterFilter filter, @Nullable DeadLetterState state, DeadLetterGrouping by, int most)
            throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement = sql(by.into(GROUPS), state).prepare(connection)) {
            filter.set(statement);
            statement.set("most", most);
            try (ResultSet row = statement.executeQuery()) {
                List<DeadLetterGroup> groups = new ArrayList<>();
                while (row.next()) {
                    groups.add(new DeadLetterGroup(
                            row.getObject(1, Integer.class),
                            row.getString(2),
                            row.getLong(3),
                            Instants.at(row, 4),
                            row.getLong(5)));
                }
                return groups;
            }
        }
    }

    /** The letters of an event id, with everything: none, one, or one for each event that had the id. */
    public List<DeadLetterContent> show(long eventId) throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                PreparedStatement statement = connection.prepareStatement(SHOW)) {
            statement.setLong(1, eventId);
            try (ResultSet row = statement.executeQuery()) {
                List<DeadLetterContent> found = new ArrayList<>();
                while (row.next()) {
                    found.add(new DeadLetterContent(
                            letter(row), row.getString(15), row.getLong(16), row.getString(17), row.getString(18)));
                }
                return found;
            }
        }
    }

    /** How many open letters a requeue or discard with this filter would meet. */
    public long count(DeadLetterFilter filter) throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement = COUNT.prepare(connection)) {
            filter.set(statement);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * Puts the events of all open letters that match back into the outbox. Each is delivered once, under its own id and time;
     * if it is refused again, its letter is open again.
     *
     * @param progress told after each transaction how many were requeued in all
     * @return how many were requeued by this call
     */
    public long requeue(DeadLetterFilter filter, Decision decision, LongConsumer progress) throws SQLException {
        return carryOut(orderRequeue(filter, decision), progress);
    }

    /**
     * Gives all open letters up that match: their events will not be delivered.
     *
     * @param progress told after each transaction how many were discarded in all
     * @return how many were discarded by this call
     */
    public long discard(DeadLetterFilter filter, Decision decision, LongConsumer progress) throws SQLException {
        return carryOut(orderDiscard(filter, decision), progress);
    }

    /**
     * Writes down that the events of all open letters that match go back into the outbox. {@link #resume} carries it out, whoever calls
     * it and when.
     */
    public DeadLetterOrder orderRequeue(DeadLetterFilter filter, Decision decision) throws SQLException {
        return orders.begin(REQUEUE_ORDER, filter, decision);
    }

    /** Writes down that all open letters that match are given up. {@link #resume} carries it out, whoever calls it and when. */
    public DeadLetterOrder orderDiscard(DeadLetterFilter filter, Decision decision) throws SQLException {
        return orders.begin(DISCARD_ORDER, filter, decision);
    }

    /**
     * An order, and how far it got.
     *
     * @throws IllegalArgumentException if there is none of this number
     */
    public DeadLetterOrder order(long number) throws SQLException {
        return orders.find(number);
    }

    /** How many letters are left of those that an order means. */
    public long left(DeadLetterOrder order) throws SQLException {
        return order.finishedAt() == null ? count(order.filter().refusedBefore(order.begunAt())) : 0;
    }

    /** Orders that are under way, or were broken off: in the order in which they began. */
    public List<DeadLetterOrder> unfinished() throws SQLException {
        return orders.unfinished();
    }

    /**
     * Goes on with an order that was broken off: decides about what is left of the letters that it meant. Safe too while it is still under
     * way.
     *
     * @param progress told after each transaction how many this call has decided about in all
     * @return how many letters this call has decided about
     * @throws IllegalArgumentException if there is no such order, or it is carried out
     */
    public long resume(long number, LongConsumer progress) throws SQLException {
        DeadLetterOrder order = orders.find(number);
        if (order.finishedAt() != null) {
            throw new IllegalArgumentException("order number " + number + " is carried out");
        }
        return carryOut(order, progress);
    }

    /** Whether a batch is planned and not acknowledged. */
    public boolean isUnderWay(long batchNo) throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                PreparedStatement statement = connection.prepareStatement(UNDER_WAY)) {
            statement.setLong(1, batchNo);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /**
     * Says that it is the events of a batch that are bad, and not the event log, where everything in it is refused: from now on
     * each of them that is refused alone becomes a dead letter. Delivery of the batch goes on by itself.
     *
     * @return whether the batch is under way; false changes and writes down nothing
     */
    public boolean setAside(long batchNo, Decision decision) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = SET_ASIDE.prepare(connection)) {
            return statement
                            .set("batch_no", batchNo)
                            .set("by", decision.by())
                            .set("note", decision.note())
                            .executeUpdate()
                    == 1;
        }
    }

    private long carryOut(DeadLetterOrder order, LongConsumer progress) throws SQLException {
        DeadLetterKey after = null;
        long all = 0;
        while (true) {
            List<DeadLetterKey> chunk = candidates(order.filter(), after, order.begunAt());
            if (chunk.isEmpty()) {
                orders.finish(order);
                return all;
            }
            for (List<DeadLetterKey> together : apart(chunk)) {
                all += decide(order, together);
                progress.accept(all);
            }
            after = chunk.get(chunk.size() - 1);
        }
    }

    /**
     * Letters of one id, of which there may be two after a restore or a promotion, into transactions of their own: an
     * event's place in the order is its transaction and its id.
     */
    private static List<List<DeadLetterKey>> apart(List<DeadLetterKey> letters) {
        Map<Long, Integer> times = new HashMap<>();
        List<List<DeadLetterKey>> together = new ArrayList<>();
        for (DeadLetterKey letter : letters) {
            int before = times.merge(letter.eventId(), 1, Integer::sum) - 1;
            if (before == together.size()) {
                together.add(new ArrayList<>());
            }
            together.get(before).add(letter);
        }
        return together;
    }

    private List<DeadLetterKey> candidates(DeadLetterFilter filter, @Nullable DeadLetterKey after, Instant until)
            throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement = CANDIDATES.prepare(connection)) {
            after(statement, after, "-infinity");
            filter.set(statement);
            statement.set("until", until).set("most", CHUNK);
            try (ResultSet row = statement.executeQuery()) {
                List<DeadLetterKey> keys = new ArrayList<>();
                while (row.next()) {
                    keys.add(new DeadLetterKey(Instants.at(row, 1), row.getLong(2), Instants.at(row, 3)));
                }
                return keys;
            }
        }
    }

    private long decide(DeadLetterOrder order, List<DeadLetterKey> keys) throws SQLException {
        NamedSql sql = order.action().equals(REQUEUE_ORDER) ? REQUEUE : DISCARD;
        try (Connection connection = Connections.inTransaction(dataSource, BEGIN)) {
            try (NamedStatement lock = LOCK.prepare(connection)) {
                identities(lock, keys).executeQuery();
            }
            // A statement of its own: it sees what those have done who held the locks before.
            try (NamedStatement statement = sql.prepare(connection)) {
                statement
                        .set("by", order.decision().by())
                        .set("note", order.decision().note());
                long done;
                try (ResultSet row = identities(statement, keys).executeQuery()) {
                    row.next();
                    done = row.getLong(1);
                }
                orders.count(connection, order, done);
                connection.commit();
                return done;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static NamedSql sql(String statement, @Nullable DeadLetterState state) {
        return NamedSql.parse(statement
                .replace("{state}", state == null ? "true" : state.condition())
                .replace("{matching}", MATCHING));
    }

    /** Where a page begins: behind a letter, or at an end of time. */
    private static void after(NamedStatement statement, @Nullable DeadLetterKey after, String end) throws SQLException {
        statement
                .set("after_failed_at", after == null ? end : after.failedAt())
                .set("after_id", after == null ? 0 : after.eventId())
                .set("after_time", after == null ? end : after.eventDateTime());
    }

    private static NamedStatement identities(NamedStatement statement, List<DeadLetterKey> keys) throws SQLException {
        return statement
                .setArray("ids", "bigint", keys, DeadLetterKey::eventId)
                .setArray(
                        "times", "timestamptz", keys, key -> key.eventDateTime().toString());
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        Instant requeued = Instants.orNull(row, 10);
        Instant discarded = Instants.orNull(row, 11);
        DeadLetterState state = requeued != null
                ? DeadLetterState.REQUEUED
                : discarded != null ? DeadLetterState.DISCARDED : DeadLetterState.OPEN;
        return new DeadLetter(
                row.getLong(1),
                Instants.at(row, 2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getObject(14, Integer.class),
                row.getObject(6, Integer.class),
                row.getString(7),
                Instants.at(row, 8),
                row.getInt(9),
                state,
                requeued != null ? requeued : discarded,
                row.getString(12),
                row.getString(13));
    }
}
