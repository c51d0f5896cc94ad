package dev.postrider.relay.tools.doctor;

import dev.postrider.outbox.EventTime;
import dev.postrider.outbox.OutboxException;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.outbox.SchemaHistoryException;
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
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** What can be seen of PostgreSQL, through one connection. One thread. */
final class PostgresChecks {
    private static final String SERVER = SqlFile.text(PostgresChecks.class, "server.sql");
    private static final String RELAY_ROLE = SqlFile.text(PostgresChecks.class, "relay_role.sql");
    private static final String ROW_SECURITY = SqlFile.text(PostgresChecks.class, "row_security.sql");
    private static final String TRANSACTIONS = SqlFile.text(PostgresChecks.class, "transactions.sql");
    private static final String PREPARED = SqlFile.text(PostgresChecks.class, "prepared.sql");
    private static final String OUTBOX_SIZE = SqlFile.text(PostgresChecks.class, "outbox_size.sql");
    private static final String BACKEND = SqlFile.text(PostgresChecks.class, "backend.sql");
    private static final String MARK_SESSION = SqlFile.text(PostgresChecks.class, "mark_session.sql");
    private static final String UNMARK_SESSION = SqlFile.text(PostgresChecks.class, "unmark_session.sql");

    private static final int OLDEST_VERSION = OutboxSchema.oldestPostgres() * 10_000;

    private final Connection connection;
    private final DoctorLimits limits;

    PostgresChecks(Connection connection, DoctorLimits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    /** Checks the version alone. */
    void checkVersion(Findings findings) {
        findings.check(connection, "postgres.version", this::version);
        findings.check(connection, "postgres.faults", () -> faults().check(runs()));
    }

    /** Checks everything. */
    void check(DataSource dataSource, Findings findings) {
        checkVersion(findings);
        findings.check(connection, "postgres.schema", () -> schema(dataSource));
        findings.check(connection, "postgres.grants", this::grants);
        findings.check(connection, "postgres.row_security", this::rowSecurity);
        findings.check(connection, "postgres.durability", this::durability);
        findings.check(connection, "postgres.clock", this::clock);
        findings.check(connection, "postgres.pooler", this::pooler);
        findings.check(connection, "postgres.transactions", this::transactions);
        findings.check(connection, "postgres.prepared", this::prepared);
        findings.check(connection, "outbox.size", this::outboxSize);
        findings.check(connection, "outbox.leaves", this::leaves);
    }

    private List<Finding> version() throws SQLException {
        return one(SERVER, row -> version("PostgreSQL " + row.getString(1), row.getInt(2) < OLDEST_VERSION));
    }

    /** What there is to say about a server's version. */
    static Finding version(String what, boolean isTooOld) {
        String id = "postgres.version";
        return isTooOld
                ? new Finding(
                        id,
                        Severity.PROBLEM,
                        what + " is too old: the oldest that is supported is " + OutboxSchema.oldestPostgres(),
                        "The outbox rests on functions that came with PostgreSQL 14.",
                        "Upgrade PostgreSQL.")
                : Finding.ok(id, what);
    }

    /** The version that runs. */
    DatabaseVersion runs() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            return DatabaseVersion.postgres(row.getString(1));
        }
    }

    FaultChecks faults() {
        return new FaultChecks(DatabaseServer.POSTGRES, new PostgresConditions(connection));
    }

    private static List<Finding> schema(DataSource dataSource) {
        String id = "postgres.schema";
        try {
            OutboxSchema.requireCurrent(dataSource);
            return List.of(Finding.ok(id, "the schema postrider is up to date"));
        } catch (SchemaHistoryException e) {
            return List.of(new Finding(
                    id, Severity.PROBLEM, String.valueOf(e.getMessage()), "The relay does not start on it.", null));
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
        String user = user();
        List<String> missing = new Rights(connection).missing(user);
        return List.of(
                missing.isEmpty()
                        ? Finding.ok(id, "the user " + user + " has the rights that a relay needs")
                        : new Finding(
                                id,
                                Severity.PROBLEM,
                                "the user " + user + " lacks "
                                        + some(missing.stream()
                                                .map(PostgresChecks::right)
                                                .toList()),
                                "A relay that signs in as this user can't deliver.",
                                notAMember(user).orElse(String.join("; ", missing))));
    }

    /** One grant instead of many, for a user that does not have the relay's role. */
    private Optional<String> notAMember(String user) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(RELAY_ROLE)) {
            return row.next() && !row.getBoolean(2)
                    ? Optional.of("GRANT " + row.getString(1) + " TO " + user)
                    : Optional.empty();
        }
    }

    /** {@code SELECT ON x} of {@code GRANT SELECT ON x TO y}. */
    private static String right(String grant) {
        return grant.substring("GRANT ".length(), grant.lastIndexOf(" TO "));
    }

    /** As SQL has the name. */
    private String user() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT quote_ident(current_user)")) {
            row.next();
            return row.getString(1);
        }
    }

    private List<Finding> rowSecurity() throws SQLException {
        String id = "postgres.row_security";
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ROW_SECURITY)) {
            while (row.next()) {
                String policies = row.getString(2);
                tables.add(row.getString(1) + (policies.isEmpty() ? " (no policy: no row)" : " (" + policies + ")"));
            }
        }
        String user = user();
        return List.of(
                tables.isEmpty()
                        ? Finding.ok(id, "no policy hides rows from the user " + user)
                        : new Finding(
                                id,
                                Severity.PROBLEM,
                                "row level security may hide rows from the user " + user + ": " + some(tables),
                                "A relay reads a table whole or not at all, so it stops: nothing is delivered, and no leaf is"
                                        + " emptied.",
                                "ALTER ROLE " + user + " BYPASSRLS"));
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
                                    + " relay's own ledger is safe: it switches synchronous_commit on for it.",
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
        connection.commit();
        long first;
        boolean kept;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(BACKEND)) {
            row.next();
            first = row.getLong(1);
            kept = row.getString(2).equals("was here");
        }
        connection.commit();
        execute(UNMARK_SESSION);
        connection.commit();
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

    private List<Finding> leaves() throws SQLException {
        return one("SELECT postrider.leaf_out_of_place()", row -> {
            String id = "outbox.leaves";
            String outOfPlace = row.getString(1);
            return outOfPlace == null
                    ? Finding.ok(id, "each leaf of the outbox is in its place")
                    : new Finding(
                            id,
                            Severity.PROBLEM,
                            outOfPlace,
                            "Events in another table would not be read, so nothing is delivered.",
                            "ALTER TABLE postrider.event_outbox DETACH PARTITION, then ATTACH PARTITION (docs/retention.md)");
        });
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
