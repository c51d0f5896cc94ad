package dev.postrider.outbox;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The PostgreSQL schema {@code postrider}: the outbox, the relay's ledger, the function {@code publish}, roles.
 *
 * <p>Its migrations have a history table of their own, {@code postrider.schema_history}, so they do not meet those of the
 * application. Safe for use by any number of threads and processes.
 */
public final class OutboxSchema {

    static final String REMEDY =
            "Run `make install` against it, or call OutboxSchema.migrate(dataSource), or apply OutboxSchema.script() by hand.";

    /** Makes those wait who create the schema at the same moment; "postride" in ASCII. */
    private static final long CREATION_LOCK = 0x706f737472696465L;

    private OutboxSchema() {}

    /**
     * Brings the schema of this database up to date. Harmless when it is, and when several processes do it at once.
     *
     * <p>The user needs to own the schema {@code postrider}, or the right to create it. If it may not create roles either, it
     * goes on without them and logs what an administrator has to run.
     *
     * <p>A lock is waited for a third of a second at a time, so that writers are not held up, and for two minutes in all.
     *
     * @param dataSource gives direct connections: a pooler that shares sessions between transactions will not do. They go back
     *     with the settings that they came with
     * @throws SchemaHistoryException if the database's migrations are not those of this version of the library, or of a newer one;
     *     it is left as it is
     * @throws OutboxException if the database refuses or cannot be reached
     */
    public static MigrationReport migrate(DataSource dataSource) {
        return migrate(dataSource, LockPatience.ALL);
    }

    /**
     * As {@link #migrate(DataSource)}, and calls the roles by these names from now on, in this database: {@link #migrate(DataSource)}
     * keeps them. Rights of roles that were called otherwise before are taken back.
     *
     * @throws OutboxException if the database refuses or cannot be reached
     */
    public static MigrationReport migrate(DataSource dataSource, OutboxRoles roles) {
        MigrationReport report = migrate(dataSource);
        new LockPatience(dataSource, LockPatience.ALL).insist(() -> name(MigrationSessions.of(dataSource), roles));
        return report;
    }

    static MigrationReport migrate(DataSource dataSource, Duration patience) {
        SchemaHistory history = ours(dataSource);
        if (history.isCurrent()) {
            return new MigrationReport(List.of(), history.version());
        }
        DataSource sessions = MigrationSessions.of(dataSource);
        List<Integer> applied = new ArrayList<>();
        new LockPatience(dataSource, patience).insist(() -> {
            createSchema(sessions);
            return apply(sessions, applied);
        });
        return new MigrationReport(applied, Migration.NEWEST);
    }

    /** Each migration is a transaction of its own: where one does not get its lock, those before it stay. */
    private static boolean apply(DataSource sessions, List<Integer> applied) {
        try {
            Flyway.configure(OutboxSchema.class.getClassLoader())
                    .configuration(flyway(sessions).getConfiguration())
                    .callbacks(new AppliedMigrations(applied))
                    .load()
                    .migrate();
            return true;
        } catch (FlywayException e) {
            throw new OutboxException("migrating the schema postrider failed: " + e.getMessage(), e);
        }
    }

    private static boolean name(DataSource sessions, OutboxRoles roles) {
        try (Connection connection = sessions.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT postrider.name_roles(?, ?, ?)")) {
            statement.setString(1, roles.writer());
            statement.setString(2, roles.relay());
            statement.setString(3, roles.reader());
            return statement.execute();
        } catch (SQLException e) {
            throw new OutboxException(
                    "naming the roles failed: " + e.getMessage() + " — it takes the owner of the schema postrider", e);
        }
    }

    /**
     * All migrations as one SQL text in one transaction, for teams that apply SQL by hand. {@link #migrate} and
     * {@link #isCurrent} accept its result.
     */
    public static String script() {
        return SchemaScript.after(0);
    }

    /**
     * The migrations behind a version, for a schema that has it; {@code scriptAfter(0)} is {@link #script}.
     *
     * @param version 0 or a version that exists
     * @throws IllegalArgumentException if there is no such version
     */
    public static String scriptAfter(int version) {
        if (version < 0 || version > Migration.NEWEST) {
            throw new IllegalArgumentException(
                    "there is no schema version " + version + ", allowed are 0 to " + Migration.NEWEST);
        }
        return SchemaScript.after(version);
    }

    /** The oldest PostgreSQL that is supported, as its major version. */
    public static int oldestPostgres() {
        return PostgresVersion.OLDEST;
    }

    /** The newest version of the schema that this version of the library knows. */
    public static int version() {
        return Migration.NEWEST;
    }

    /**
     * Whether this database's schema has every migration that this version of the library needs; a newer schema has.
     *
     * @throws OutboxException if the database refuses or cannot be reached
     */
    public static boolean isCurrent(DataSource dataSource) {
        return SchemaHistory.of(dataSource).isCurrent();
    }

    /**
     * Checks what {@link #isCurrent} tells, and that the migrations are those of this version of the library. Newer ones may follow,
     * which is logged.
     *
     * @throws SchemaHistoryException if a migration is another, naming it and what to do
     * @throws OutboxException if the schema is missing or too old, naming what to do
     */
    public static void requireCurrent(DataSource dataSource) {
        SchemaHistory history = ours(dataSource);
        int installed = history.version();
        if (!history.isCurrent()) {
            throw new OutboxException("the schema postrider of this database is "
                    + (installed == 0 ? "missing" : "at version " + installed) + ", needed is version "
                    + Migration.NEWEST + ". " + REMEDY);
        }
    }

    private static SchemaHistory ours(DataSource dataSource) {
        SchemaHistory history = SchemaHistory.of(dataSource);
        history.requireOurs();
        history.tellIfNewer();
        return history;
    }

    static Flyway flyway(DataSource dataSource) {
        return Flyway.configure(OutboxSchema.class.getClassLoader())
                .dataSource(dataSource)
                .schemas("postrider")
                .defaultSchema("postrider")
                .createSchemas(false)
                .table("schema_history")
                .locations("classpath:" + Migration.FOLDER)
                .encoding(StandardCharsets.UTF_8)
                .placeholderReplacement(false)
                .load();
    }

    /** Flyway would do it, but two that do it at once meet in an error. */
    private static void createSchema(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + CREATION_LOCK + ")");
                // not IF NOT EXISTS, which asks for the right to create even if there is nothing to create
                statement.execute(
                        "DO $$ BEGIN IF to_regnamespace('postrider') IS NULL THEN CREATE SCHEMA postrider; END IF; END $$");
            }
            connection.commit();
        } catch (SQLException e) {
            throw new OutboxException(
                    "creating the schema postrider failed: " + e.getMessage()
                            + " — the user needs the right to: GRANT CREATE ON DATABASE … TO the user",
                    e);
        }
    }
}
