package dev.postrider.benchmarks.fleet;

import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Writers;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Databases with an empty outbox each, on one server, with which they go; copies of one that was migrated. */
final class FleetDatabases {
    /** Of a transaction. */
    static final int EVENTS_IN_EACH = 10;

    private static final String WRITER = "writer";

    /** Of about 180 bytes as read, as {@code OutboxFill} writes them. */
    private static final String PUBLISH = """
            INSERT INTO postrider.event_outbox (event_type, environment, event_context)
            SELECT 'user_created', 'Benchmark',
                   ('{"email":"user' || i || '@example.com","first_name":"First' || i || '","last_name":"Last' || i
                    || '","plan":' || i % 5 || ',"tags":["a","b",' || i || ']}')::json
            FROM generate_series(1, ?) AS i""";

    private static final String TO_ACKNOWLEDGED = """
            SELECT extract(epoch FROM b.done_at - e.event_date_time)
            FROM postrider.event_outbox e JOIN postrider.relay_batch b
              ON pg_visible_in_snapshot(e.txid, b.snap_new) AND NOT pg_visible_in_snapshot(e.txid, b.snap_old)
            WHERE e.id > %d""";

    private final PostgresDatabase server;
    private final String prefix;
    private final List<String> names;

    private FleetDatabases(PostgresDatabase server, String prefix, List<String> names) {
        this.server = server;
        this.prefix = prefix;
        this.names = names;
    }

    /** @param template a migrated database that nobody is connected to */
    static FleetDatabases of(PostgresDatabase server, PostgresDatabase template, int number) throws SQLException {
        String prefix = "fleet_of_" + number + "_";
        List<String> names =
                IntStream.rangeClosed(1, number).mapToObj(i -> prefix + i).toList();
        names.forEach(name -> server.execute("CREATE DATABASE " + name + " TEMPLATE " + template.name()));
        FleetDatabases databases = new FleetDatabases(server, prefix, names);
        databases.ownTheirOutboxes();
        return databases;
    }

    /** As a relay's first start in an unused copy does; these are used before it starts. */
    private void ownTheirOutboxes() throws SQLException {
        for (int outbox = 0; outbox < names.size(); outbox++) {
            try (Connection connection = writer(outbox);
                    var statement = connection.createStatement()) {
                statement.execute("UPDATE postrider.outbox_origin o SET outbox = d.datname, database_oid = d.oid"
                        + " FROM pg_database d WHERE d.datname = current_database()");
            }
        }
    }

    int number() {
        return names.size();
    }

    /** A file with their URLs, as the server takes it; it goes with this process. */
    Path file() throws IOException {
        Path file = Files.createTempFile(prefix, "databases");
        file.toFile().deleteOnExit();
        return Files.write(
                file,
                names.stream()
                        .map(name ->
                                "postgres://" + server.user() + "@" + server.host() + ":" + server.port() + "/" + name)
                        .toList());
    }

    /** A connection of an application's; the caller closes it. */
    Connection writer(int outbox) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + server.host() + ":" + server.port() + "/"
                + names.get(outbox) + "?user=" + server.user() + "&ApplicationName=" + WRITER);
    }

    /** An even load on all of them; the caller closes it. */
    Load load() throws SQLException {
        List<PreparedStatement> publish = new ArrayList<>();
        for (int outbox = 0; outbox < names.size(); outbox++) {
            PreparedStatement statement = writer(outbox).prepareStatement(PUBLISH);
            statement.setInt(1, EVENTS_IN_EACH);
            publish.add(statement);
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

    /** Appends events to each, in transactions of ten; the filling alone doesn't wait for the disk. */
    void fill(long eventsInEach) throws SQLException {
        for (int outbox = 0; outbox < names.size(); outbox++) {
            try (Connection writer = writer(outbox);
                    var statement = writer.createStatement();
                    var publish = writer.prepareStatement(PUBLISH)) {
                statement.execute("SET synchronous_commit = off");
                publish.setInt(1, EVENTS_IN_EACH);
                for (long event = 0; event < eventsInEach; event += EVENTS_IN_EACH) {
                    publish.addBatch();
                    if (event % 1_000 == 990 || event + EVENTS_IN_EACH >= eventsInEach) {
                        publish.executeBatch();
                    }
                }
            }
        }
        server.execute("CHECKPOINT");
    }

    /** Connections of whoever delivers. */
    long connections() {
        return Long.parseLong(server.queryOne("SELECT count(*) FROM pg_stat_activity WHERE datname LIKE '" + prefix
                + "%' AND backend_type = 'client backend' AND application_name <> '" + WRITER + "'"));
    }

    /** From the first plan of any to the last acknowledgement of any, by their ledgers, up to now. */
    double planToLastSeconds() throws SQLException {
        double first = Double.MAX_VALUE;
        double last = 0;
        for (int outbox = 0; outbox < names.size(); outbox++) {
            try (Connection connection = writer(outbox);
                    var statement = connection.createStatement();
                    var row = statement.executeQuery("SELECT extract(epoch FROM min(planned_at)),"
                            + " extract(epoch FROM max(done_at)) FROM postrider.relay_batch")) {
                row.next();
                first = Math.min(first, row.getDouble(1));
                last = Math.max(last, row.getDouble(2));
            }
        }
        return last - first;
    }

    /**
     * How long each event after the first ones of each outbox took from being written until its batch was acknowledged, in
     * seconds, ascending; none of them may have been in a batch that was full.
     */
    List<Double> secondsToAcknowledged(long firstInEach) throws SQLException {
        List<Double> seconds = new ArrayList<>();
        for (int outbox = 0; outbox < names.size(); outbox++) {
            try (Connection connection = writer(outbox);
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery(TO_ACKNOWLEDGED.formatted(firstInEach))) {
                while (rows.next()) {
                    seconds.add(rows.getDouble(1));
                }
            }
        }
        Collections.sort(seconds);
        return seconds;
    }

    /** Compares each outbox with its rows in the event log, and the sum with all of them. Gives the number of events. */
    long compare(Stage stage, ClickHouseDatabase eventLog) throws SQLException, IOException {
        long events = 0;
        for (int outbox = 0; outbox < names.size(); outbox++) {
            try (Connection connection = writer(outbox)) {
                RowCheck.Expected expected = RowCheck.expected(connection);
                expected.compare(eventLog, "(SELECT * FROM event_log WHERE outbox = '" + names.get(outbox) + "')");
                events += expected.events();
            }
        }
        long held = Long.parseLong(eventLog.queryOne("SELECT count() FROM event_log"));
        if (held != events) {
            throw new IllegalStateException("the event log holds " + held + " events, published were " + events);
        }
        stage.say(names.size() + " outboxes: all " + events + " events are there once, compared row by row");
        return events;
    }
}
