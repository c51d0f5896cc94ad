package dev.postrider.outbox.await;

import dev.postrider.outbox.PublishedEvent;
import dev.postrider.outbox.await.LedgerSight.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * Asks PostgreSQL about many events in one statement, and borrows a connection for that time alone. Needs any of the shipped roles. For
 * one thread.
 */
public final class LedgerLook {
    /** A server that is silent for longer is taken for gone. */
    static final Duration SILENCE = Duration.ofSeconds(10);

    /** More are asked about in several statements. */
    private static final int EVENTS_AT_ONCE = 1_000;

    private static final String QUESTION = question();

    private final DataSource dataSource;
    /** Those that were not found once: the outbox may have been emptied between the statement's snapshot and its first read. */
    private Set<PublishedEvent> missed = Set.of();

    /** Connects to nothing yet. */
    public LedgerLook(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What PostgreSQL knows of each.
     *
     * @throws SQLException if it can't be asked now
     */
    public Map<PublishedEvent, LedgerSight> at(List<PublishedEvent> events) throws SQLException {
        Map<PublishedEvent, LedgerSight> sights = new HashMap<>();
        for (int from = 0; from < events.size(); from += EVENTS_AT_ONCE) {
            sights.putAll(ask(events.subList(from, Math.min(events.size(), from + EVENTS_AT_ONCE))));
        }
        Set<PublishedEvent> absent = new HashSet<>();
        sights.replaceAll((event, sight) -> {
            if (sight.state() != State.ABSENT) {
                return sight;
            }
            absent.add(event);
            return missed.contains(event) ? rolledBack(sight) : sight;
        });
        missed = absent;
        return sights;
    }

    /** To a savepoint: the whole transaction was committed. */
    private static LedgerSight rolledBack(LedgerSight sight) {
        return new LedgerSight(State.ROLLED_BACK, sight.outbox(), 0, null, null, null, null, null);
    }

    private Map<PublishedEvent, LedgerSight> ask(List<PublishedEvent> events) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            int networkTimeout = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(SILENCE.toMillis()));
            connection.setAutoCommit(false);
            try {
                return ask(connection, events);
            } finally {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
                connection.setNetworkTimeout(Runnable::run, networkTimeout);
            }
        }
    }

    private static Map<PublishedEvent, LedgerSight> ask(Connection connection, List<PublishedEvent> events)
            throws SQLException {
        try (Statement begin = connection.createStatement()) {
            // under SERIALIZABLE a look may cost a writer its transaction, and an older snapshot sees no news
            begin.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY");
        }
        try (PreparedStatement question = connection.prepareStatement(QUESTION)) {
            if (question.isWrapperFor(PGStatement.class)) {
                // behind a pooler the next transaction may have another session
                question.unwrap(PGStatement.class).setPrepareThreshold(0);
            }
            question.setArray(1, texts(connection, events, event -> Long.toString(event.id())));
            question.setArray(2, texts(connection, events, event -> Long.toString(event.transactionId())));
            question.setArray(
                    3, texts(connection, events, event -> event.dateTime().toString()));
            question.setArray(4, texts(connection, events, PublishedEvent::databaseIdentity));
            Map<PublishedEvent, LedgerSight> sights = new HashMap<>();
            try (ResultSet row = question.executeQuery()) {
                while (row.next()) {
                    sights.put(events.get(row.getInt(1) - 1), sight(row));
                }
            }
            return sights;
        }
    }

    private static java.sql.Array texts(
            Connection connection, List<PublishedEvent> events, Function<PublishedEvent, String> value)
            throws SQLException {
        return connection.createArrayOf("text", events.stream().map(value).toArray(String[]::new));
    }

    private static LedgerSight sight(ResultSet row) throws SQLException {
        return new LedgerSight(
                State.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3),
                row.getLong(4),
                instant(row, 5),
                instant(row, 6),
                row.getObject(7, Integer.class),
                row.getString(8),
                instant(row, 9));
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static String question() {
        try (InputStream in = LedgerLook.class.getResourceAsStream("event_deliveries.sql")) {
            if (in == null) {
                throw new IllegalStateException("the jar of postrider-outbox has no event_deliveries.sql");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
