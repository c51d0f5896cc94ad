package dev.postrider.relay.doctor;

import dev.postrider.outbox.EventTime;
import dev.postrider.outbox.OutboxException;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** What can be seen of PostgreSQL, through one connection. One thread. */
final class PostgresLooks {
    private static final String SERVER = SqlFile.text(PostgresLooks.class, "server.sql");
    private static final String GRANTS = SqlFile.text(PostgresLooks.class, "grants.sql");
    private static final String TRANSACTIONS = SqlFile.text(PostgresLooks.class, "transactions.sql");
    private static final String PREPARED = SqlFile.text(PostgresLooks.class, "prepared.sql");
    private static final String OUTBOX_SIZE = SqlFile.text(PostgresLooks.class, "outbox_size.sql");
    private static final String BACKEND = SqlFile.text(PostgresLooks.class, "backend.sql");
    private static final String MARK_SESSION = SqlFile.text(PostgresLooks.class, "mark_session.sql");
    private static final String UNMARK_SESSION = SqlFile.text(PostgresLooks.class, "unmark_session.sql");

    private static final int OLDEST_VERSION = OutboxSchema.oldestPostgres() * 10_000;

    private final Connection connection;
    private final DoctorLimits limits;

    PostgresLooks(Connection connection, DoctorLimits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    /** Looks at everything. */
    void lookAt(DataSource dataSource, Findings findings) {
        findings.look("postgres.version", this::version);
        findings.look("postgres.schema", () -> schema(dataSource));
        findings.look("postgres.grants", this::grants);
        findings.look("postgres.durability", this::durability);
        findings.look("postgres.clock", this::clock);
        findings.look("postgres.pooler", this::pooler);
        findings.look("postgres.transactions", this::transactions);
        findings.look("postgres.prepared", this::prepared);
        findings.look("outbox.size", this::outboxSize);
    }

    private List<Finding> version() throws SQLException {
        return one(SERVER, row -> {
            String id = "postgres.version";
            String what = "PostgreSQL " + row.getString(1);
            return row.getInt(2) >= OLDEST_VERSION
                    ? Finding.ok(id, what)
                    : new Finding(
                            id,
                            Severity.PROBLEM,
                            what + " is too old: the oldest that is supported is " + OutboxSchema.oldestPostgres(),
                            "The outbox rests on functions that came with PostgreSQL 14.",
                            "Upgrade PostgreSQL.");
        });
    }

    private static List<Finding> schema(DataSource dataSource) {
        String id = "postgres.schema";
        try {
            OutboxSchema.requireCurrent(dataSource);
            return List.of(Finding.ok(id, "the schema postrider is up to date"));
        } catch (OutboxException e) {
            return List.of(new Finding(
                    id,
                    Severity.PROBLEM,
                    String.valueOf(e.getMessage()).split("\\. Run", 2)[0],
                    "The relay does not start without it.",
                    "postrider migrate"));
        }
    }

    private List<Finding> grants() throws SQLException {
        String id = "postgres.grants";
        List<String> missing = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(GRANTS)) {
            while (row.next()) {
                missing.add(row.getString(1));
            }
        }
        return one(SERVER, row -> {
            String user = row.getString(7);
            return missing.isEmpty()
                    ? Finding.ok(id, "the user " + user + " has the rights that a relay needs")
                    : new Finding(
                            id,
                            Severity.PROBLEM,
                            "the user " + user + " lacks " + some(missing),
                            "A relay that signs in as this user can't deliver.",
                            "SELECT postrider.grant_roles(); GRANT postrider_relay TO \"" + user + "\"");
        });
    }

    private List<Finding> durability() throws SQLException {
        return one(SERVER, row -> {
            String id = "postgres.durability";
            List<String> off = new ArrayList<>();
            for (int column = 4; column <= 6; column++) {
                if (row.getString(column).equals("off")) {
                    off.add(List.of("fsync", "synchronous_commit", "full_page_writes")
                            .get(column - 4));
                }
            }
            if (off.isEmpty()) {
                return Finding.ok(id, "fsync and full_page_writes are on, synchronous_commit is " + row.getString(5));
            }
            boolean corrupting = !off.equals(List.of("synchronous_commit"));
            return new Finding(
                    id,
                    corrupting ? Severity.PROBLEM : Severity.WARNING,
                    String.join(" and ", off) + (off.size() == 1 ? " is off" : " are off"),
                    corrupting
                            ? "A crash of the machine can destroy the database, and the outbox with it."
                            : "A crash of the server can lose transactions that were committed, with their events. The"
                                    + " relay's own books are safe: it switches synchronous_commit on for them.",
                    String.join(
                                    "; ",
                                    off.stream()
                                            .map(name -> "ALTER SYSTEM SET " + name + " = on")
                                            .toList())
                            + "; SELECT pg_reload_conf()");
        });
    }

    private List<Finding> clock() throws SQLException {
        Instant before = Instant.now();
        return one(SERVER, row -> {
            Instant theirs = EventTime.ofMicros(row.getLong(3));
            return Clocks.compare("postgres.clock", "PostgreSQL's", theirs, before, Instant.now(), limits);
        });
    }

    /**
     * The driver was told a process id when it connected. A pooler makes that up; and in transaction mode, what is set in one
     * transaction is not there in the next, or the process is another one.
     */
    private List<Finding> pooler() throws SQLException {
        String id = "postgres.pooler";
        long told = connection.unwrap(PGConnection.class).getBackendPID();
        execute(MARK_SESSION);
        long first;
        boolean kept;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(BACKEND)) {
            row.next();
            first = row.getLong(1);
            kept = row.getString(2).equals("was here");
        }
        execute(UNMARK_SESSION);
        if (told == first && kept) {
            return List.of(Finding.ok(id, "no pooler stands between: the session is one server process"));
        }
        return List.of(Finding.notice(
                id,
                "a pooler stands between" + (kept ? "" : ", in transaction mode"),
                "Delivery works through it. Migrations need a direct connection: run `postrider migrate` with one."));
    }

    private List<Finding> transactions() throws SQLException {
        String id = "postgres.transactions";
        List<Finding> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(TRANSACTIONS)) {
            statement.setLong(1, limits.oldTransaction().toSeconds());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Finding(
                            id,
                            Severity.WARNING,
                            "a transaction of %s%s (process %d, %s) has been open for %s: %s"
                                    .formatted(
                                            row.getString(2),
                                            row.getString(3).isEmpty() ? "" : "/" + row.getString(3),
                                            row.getLong(1),
                                            row.getString(4),
                                            Words.time(Duration.ofSeconds(row.getLong(5))),
                                            row.getString(7)),
                            (row.getBoolean(6)
                                            ? "Events that it publishes are not visible before it ends, and leaves"
                                            : "Leaves")
                                    + " that it may still read can't be emptied; it also holds VACUUM back.",
                            "SELECT pg_terminate_backend(" + row.getLong(1) + ")"));
                }
            }
        }
        return found.isEmpty()
                ? List.of(Finding.ok(
                        id, "no transaction has been open for " + Words.time(limits.oldTransaction()) + " or longer"))
                : found;
    }

    private List<Finding> prepared() throws SQLException {
        String id = "postgres.prepared";
        List<Finding> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(PREPARED)) {
            statement.setLong(1, limits.oldTransaction().toSeconds());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Finding(
                            id,
                            Severity.WARNING,
                            "the transaction '%s' of %s in %s has been prepared for %s and neither committed nor rolled back"
                                    .formatted(
                                            row.getString(1),
                                            row.getString(3),
                                            row.getString(2),
                                            Words.time(Duration.ofSeconds(row.getLong(4)))),
                            "Its events are not visible, leaves can't be emptied, and it holds VACUUM back; a restart does"
                                    + " not end it.",
                            "ROLLBACK PREPARED '" + row.getString(1).replace("'", "''") + "'"));
                }
            }
        }
        return found.isEmpty() ? List.of(Finding.ok(id, "no prepared transaction was left behind")) : found;
    }

    private List<Finding> outboxSize() throws SQLException {
        return one(OUTBOX_SIZE, row -> Finding.ok("outbox.size", "the outbox takes " + Words.size(row.getLong(1))));
    }

    /** Makes a finding of the row it is given. */
    @FunctionalInterface
    interface FromRow {
        Finding find(ResultSet row) throws SQLException;
    }

    private List<Finding> one(String sql, FromRow make) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return List.of(make.find(row));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String some(List<String> all) {
        int most = 4;
        return all.size() <= most
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, most)) + " and " + (all.size() - most) + " more";
    }
}
