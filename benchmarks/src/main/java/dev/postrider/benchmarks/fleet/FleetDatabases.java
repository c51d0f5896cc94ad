package dev.postrider.benchmarks.fleet;

import dev.postrider.benchmarks.result.Distribution;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Writers;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Databases with an empty outbox each, on one server, with which they go; copies of one that was migrated. */
record FleetDatabases(PostgresDatabase server, List<PostgresDatabase> all) {
    /** Of a transaction. */
    static final int EVENTS_IN_EACH = 10;

    private static final String OUTBOX = "postrider.event_outbox";
    private static final String WRITER = "writer";

    private static final String TO_ACKNOWLEDGED = """
            SELECT extract(epoch FROM b.done_at - e.event_date_time)
            FROM postrider.event_outbox e JOIN postrider.relay_batch b
              ON pg_visible_in_snapshot(e.txid, b.snap_new) AND NOT pg_visible_in_snapshot(e.txid, b.snap_old)
            WHERE e.id > %d""";

    /** @param template a migrated database that nobody is connected to */
    static FleetDatabases of(PostgresDatabase server, PostgresDatabase template, int number) {
        List<PostgresDatabase> all = IntStream.rangeClosed(1, number)
                .mapToObj(i -> server.sibling(prefix(number) + i))
                .toList();
        for (PostgresDatabase database : all) {
            server.execute("CREATE DATABASE " + database.name() + " TEMPLATE " + template.name());
            // As a relay's first start in an unused copy does; these are used before it starts.
            database.execute("UPDATE postrider.outbox_origin o SET outbox = d.datname, database_oid = d.oid"
                    + " FROM pg_database d WHERE d.datname = current_database()");
        }
        return new FleetDatabases(server, all);
    }

    private static String prefix(int number) {
        return "fleet_of_" + number + "_";
    }

    int number() {
        return all.size();
    }

    /** A file with their URLs, as the server takes it; it goes with this process. */
    Path file() throws IOException {
        Path file = Files.createTempFile(prefix(number()), "databases");
        file.toFile().deleteOnExit();
        return Files.write(file, all.stream().map(PostgresDatabase::url).toList());
    }

    /** An even load on all of them; the caller closes it. */
    Load load() throws SQLException {
        List<PreparedStatement> publish = new ArrayList<>();
        for (PostgresDatabase database : all) {
            publish.add(DriverManager.getConnection(database.jdbcUrl() + "&ApplicationName=" + WRITER)
                    .prepareStatement(OutboxFill.insert(OUTBOX, "1, " + EVENTS_IN_EACH)));
        }
        return new Load(server, publish);
    }

    /** Transactions at a steady rate, one outbox after the other, whatever their number. */
    record Load(PostgresDatabase server, List<PreparedStatement> publish) implements AutoCloseable {
        void run(double perSecond, long transactions) throws SQLException {
            try (Writers one = Writers.start(
                    server,
                    1,
                    perSecond,
                    transactions,
                    (unused, n, intended) ->
                            publish.get((int) (n % publish.size())).executeUpdate())) {
                one.await();
            }
        }

        @Override
        public void close() throws SQLException {
            for (PreparedStatement statement : publish) {
                statement.getConnection().close();
            }
        }
    }

    /** Appends events to each. */
    void fill(long eventsInEach) {
        all.forEach(database -> OutboxFill.append(database, OUTBOX, eventsInEach));
        server.execute("CHECKPOINT");
    }

    /** Connections of whoever delivers. */
    long connections() {
        return Long.parseLong(server.queryOne("SELECT count(*) FROM pg_stat_activity WHERE datname LIKE '"
                + prefix(number()) + "%' AND backend_type = 'client backend' AND application_name <> '" + WRITER
                + "'"));
    }

    /** From the first plan of any to the last acknowledgement of any, by their ledgers, up to now. */
    double planToLastSeconds() {
        double first = Double.MAX_VALUE;
        double last = 0;
        for (PostgresDatabase database : all) {
            List<@Nullable String> row = database.query(
                            "SELECT extract(epoch FROM min(planned_at)), extract(epoch FROM max(done_at))"
                                    + " FROM postrider.relay_batch")
                    .get(0);
            first = Math.min(first, number(row.get(0)));
            last = Math.max(last, number(row.get(1)));
        }
        return last - first;
    }

    /**
     * How many seconds each event after the first ones of each outbox took from being written until its batch was acknowledged;
     * none of them may have been in a batch that was full.
     */
    Distribution secondsToAcknowledged(long firstInEach) {
        return new Distribution(all.stream()
                .flatMap(database -> database.query(TO_ACKNOWLEDGED.formatted(firstInEach)).stream())
                .map(row -> number(row.get(0)))
                .toList());
    }

    private static double number(@Nullable String value) {
        return Double.parseDouble(String.valueOf(value));
    }

    /** Compares each outbox with its rows in the event log, and the sum with all of them and with what was meant. */
    void compare(Stage stage, ClickHouseDatabase eventLog, long published) throws SQLException {
        long events = 0;
        for (PostgresDatabase database : all) {
            RowCheck.Expected expected = RowCheck.expected(database);
            expected.compare(eventLog, "(SELECT * FROM event_log WHERE outbox = '" + database.name() + "')");
            events += expected.events();
        }
        long held = Long.parseLong(eventLog.queryOne("SELECT count() FROM event_log"));
        if (events != published || held != published) {
            throw new IllegalStateException("the outboxes have " + events + " events and the event log has " + held
                    + ", meant were " + published);
        }
        stage.say(number() + " outboxes: all " + events + " events are there once, compared row by row");
    }
}
