package dev.postrider.relay.sink.query;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.Waits;
import dev.postrider.relay.sink.table.ReplicaStatus;
import dev.postrider.relay.sql.SqlFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks which rows are stored so that a replica that lags behind can't answer "none". A question is only asked of a replica that
 * has everything the replicas had together when the question came, and nothing that it may drop again; a replica that does not get
 * there in time makes it fail.
 *
 * <p>Behind a balancer each connection may lead to another replica. So the client has one connection alone, and all requests of a
 * question share a session, which only the server that began it knows. A table that is not replicated is asked at once.
 *
 * @see <a href="https://clickhouse.com/docs/sql-reference/statements/system#sync-replica">SYSTEM SYNC REPLICA</a>
 */
public final class CurrentReplica {
    private static final String ENGINE = SqlFile.text(CurrentReplica.class, "engine_full.sql");
    private static final String LOG_ENTRIES = SqlFile.text(CurrentReplica.class, "log_entries.sql");

    /** Shorter than a question may be silent before it counts as lost. */
    private static final Duration ONE_WAIT = Duration.ofSeconds(2);

    /** A question may take long in a large table; a replica that is behind for longer than this is told of instead. */
    private static final Duration LONGEST_LAG = Duration.ofSeconds(10);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** So often may a balancer choose another replica in the middle of a question. */
    private static final int OTHER_REPLICAS = 5;

    private static final int SESSION_SECONDS = 60;
    private static final int UNKNOWN_TABLE = 60;
    private static final int TIMEOUT_EXCEEDED = 159;
    private static final int READONLY = 164;

    /** The table was shut down under the question: it is being started again, as after each lost session with Keeper. */
    private static final int ABORTED = 236;

    private static final int SESSION_NOT_FOUND = 372;
    private static final int ACCESS_DENIED = 497;

    private final Client client;
    private final ClickHouseSettings settings;
    private final List<String> tables;
    private final boolean isDoubtAllowed;
    /** Asked once: who asks again for long makes another one of these. */
    private volatile @Nullable Engines engines;

    private record Engines(List<String> replicated, boolean isShared) {}

    /** A question about rows. */
    @FunctionalInterface
    public interface Question<T> {
        /**
         * Asks it.
         *
         * @param session the settings to ask with; others may be added
         */
        T ask(QuerySettings session) throws SinkException;
    }

    /**
     * Asks nothing yet.
     *
     * @param client with a single connection
     */
    public CurrentReplica(Client client, ClickHouseSettings settings) {
        this(client, settings, List.of(settings.table()), false);
    }

    private CurrentReplica(Client client, ClickHouseSettings settings, List<String> tables, boolean isDoubtAllowed) {
        this.client = client;
        this.settings = settings;
        this.tables = tables;
        this.isDoubtAllowed = isDoubtAllowed;
    }

    /** Answers also while the replica reads what it may drop again. */
    CurrentReplica withWhatIsInDoubt() {
        return new CurrentReplica(client, settings, tables, true);
    }

    /** Answers only if it also has everything of another table of the event log's database. */
    public CurrentReplica and(String table) {
        return new CurrentReplica(
                client,
                settings,
                Stream.concat(tables.stream(), Stream.of(table)).toList(),
                isDoubtAllowed);
    }

    /** As {@link #ask(Duration, Question)}, for somebody who waits: as long as a question may take, but no longer than 10 seconds. */
    public <T> T ask(Question<T> question) throws SinkException {
        Duration timeout = settings.timeout();
        return ask(timeout.compareTo(LONGEST_LAG) < 0 ? timeout : LONGEST_LAG, question);
    }

    /**
     * The answer of a replica that has everything.
     *
     * @param within how long a replica that lags behind is waited for, beyond two seconds
     * @throws SinkException if it can't be asked, or still lags behind; the message says by how much
     */
    public <T> T ask(Duration within, Question<T> question) throws SinkException {
        long deadline = System.nanoTime() + within.toNanos();
        boolean isBeingStarted = false;
        for (int otherReplicas = 0; ; ) {
            try {
                return askOnce(question);
            } catch (SinkException e) {
                boolean isOtherReplica = e.code() == SESSION_NOT_FOUND && otherReplicas++ < OTHER_REPLICAS;
                // for a moment there is no such table
                isBeingStarted = e.code() == ABORTED || (isBeingStarted && e.code() == UNKNOWN_TABLE);
                boolean isLate = System.nanoTime() > deadline;
                if (!isOtherReplica && (!(e.passes() || isBeingStarted) || isLate)) {
                    throw e;
                }
                Waits.pause(BETWEEN_LOOKS);
            }
        }
    }

    /** A table that one server keeps needs no right to look at replicas. */
    private <T> T askOnce(Question<T> question) throws SinkException {
        Engines found = engines;
        if (found == null) {
            found = engines();
            engines = found;
        }
        if (!found.replicated().isEmpty()) {
            return askReplica(found.replicated(), question);
        }
        QuerySettings plain = new QuerySettings();
        // Replicas that share their storage have a setting for it.
        return question.ask(found.isShared() ? plain.serverSetting("select_sequential_consistency", "1") : plain);
    }

    private Engines engines() throws SinkException {
        List<String> replicated = new ArrayList<>();
        boolean isShared = false;
        for (String table : tables) {
            String engine = query(ENGINE, named(table), new QuerySettings()).stream()
                    .map(row -> row.getString("engine_full"))
                    .collect(Collectors.joining());
            isShared |= engine.startsWith("Shared");
            if (engine.startsWith("Replicated")) {
                replicated.add(table);
            }
        }
        return new Engines(replicated, isShared);
    }

    private <T> T askReplica(List<String> replicated, Question<T> question) throws SinkException {
        QuerySettings session =
                new QuerySettings().setSessionId(UUID.randomUUID().toString()).setSessionTimeout(SESSION_SECONDS);
        for (String table : replicated) {
            if (isSynchronized(session, table)) {
                session.setSessionCheck(true);
                requireNoDoubt(status(session, table), table);
            } else {
                requireAll(session, table);
            }
        }
        try {
            return question.ask(session);
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    private ReplicaStatus status(QuerySettings session, String table) throws SinkException {
        return query(ReplicaStatus.SQL, named(table), session).stream()
                .map(ReplicaStatus::of)
                .findFirst()
                .orElseThrow(() -> new SinkException(place(table) + " is gone"));
    }

    /** Whether the replica fetched everything at our word; false where the user has no right to say so. */
    private boolean isSynchronized(QuerySettings session, String table) throws SinkException {
        QuerySettings patient = QuerySettings.merge(session, new QuerySettings())
                .serverSetting("receive_timeout", Long.toString(ONE_WAIT.toSeconds()));
        try {
            query("SYSTEM SYNC REPLICA " + settings.database() + "." + table + " LIGHTWEIGHT", Map.of(), patient);
            return true;
        } catch (SinkException e) {
            if (e.code() == ACCESS_DENIED || e.code() == READONLY) {
                return false;
            }
            if (e.code() == TIMEOUT_EXCEEDED) {
                throw lagging(status(session, table), table);
            }
            if (e.code() == ABORTED) {
                throw lagging("its table is being started again", table, ABORTED);
            }
            throw e;
        }
    }

    /** Asks twice: an entry is taken up a moment before its part is queued. Both answers have to be the same server's. */
    private void requireAll(QuerySettings session, String table) throws SinkException {
        ReplicaStatus before = status(session, table);
        session.setSessionCheck(true);
        Waits.pause(BETWEEN_LOOKS);
        ReplicaStatus now = status(session, table);
        if (!(before.hasTakenUpTheLog() || hasNoLog(session, before, table)) || !now.hasFetchedAll()) {
            throw lagging(now, table);
        }
        requireNoDoubt(now, table);
    }

    /** What a replica may drop again is not stored, though it is read. */
    private void requireNoDoubt(ReplicaStatus status, String table) throws SinkException {
        if (!status.trouble().isEmpty() || (status.hasPartsInDoubt() && !isDoubtAllowed)) {
            throw lagging(status, table);
        }
    }

    private boolean hasNoLog(QuerySettings session, ReplicaStatus status, String table) throws SinkException {
        if (!status.seesNoLog()) {
            return false;
        }
        try {
            return query(LOG_ENTRIES, Map.of("path", status.path() + "/log"), session).stream()
                    .allMatch(row -> row.getLong("entries") == 0);
        } catch (SinkException e) {
            throw new SinkException(
                    "whether " + place(table)
                            + " has everything that its other replicas have is not known: GRANT SYSTEM SYNC REPLICA ON "
                            + settings.database() + "." + table + " TO "
                            + settings.login().user(),
                    e);
        }
    }

    private SinkException lagging(ReplicaStatus status, String table) {
        return lagging(status.lag(), table, TIMEOUT_EXCEEDED);
    }

    private SinkException lagging(String why, String table, int code) {
        return SinkException.notNow(
                place(table) + " lags behind its other replicas (" + why
                        + "): what it has stored is not known before it has caught up",
                code);
    }

    private List<GenericRecord> query(String sql, Map<String, Object> parameters, QuerySettings with)
            throws SinkException {
        try {
            return client.queryAll(sql, parameters, with);
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    private SinkException failed(RuntimeException e) {
        return new SinkException(place(settings.table()) + ": " + OutcomeTable.reason(e), e);
    }

    private Map<String, Object> named(String table) {
        return Map.of("database", settings.database(), "table", table);
    }

    private String place(String table) {
        return settings.endpoint() + "/" + settings.database() + "." + table;
    }
}
