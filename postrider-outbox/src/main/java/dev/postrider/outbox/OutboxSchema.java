package dev.postrider.outbox;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * The PostgreSQL schema {@code postrider}: the outbox, the relay's ledger, the function {@code publish}, roles.
 *
 * <p>Its migrations have a history table of their own, {@code postrider.schema_history}, so they do not meet those of the
 * application. Safe for use by any number of threads and processes.
 */
public final class OutboxSchema {

    static final String SCHEMA = "postrider";
    static final String HISTORY = "schema_history";
    static final String REMEDY = "Run `make install` against it, or call OutboxSchema.migrate(dataSource).";

    /** The newest migration. */
    private static final int VERSION = 5;

    private OutboxSchema() {}

    /**
     * Brings the schema of this database up to date. Harmless when it is, and when several processes do it at once.
     *
     * @throws OutboxException if the database refuses, naming what to do
     */
    public static MigrationReport migrate(DataSource dataSource) {
        MigrateResult result = Flyway.configure(OutboxSchema.class.getClassLoader())
                .dataSource(dataSource)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .table(HISTORY)
                .locations("classpath:dev/postrider/outbox/migration")
                .encoding(StandardCharsets.UTF_8)
                .load()
                .migrate();
        return new MigrationReport(
                result.migrations.stream().map(m -> Integer.valueOf(m.version)).toList(), VERSION);
    }

    /** Whether this database's schema has every migration that this version of the library needs. */
    public static boolean isCurrent(DataSource dataSource) {
        return installedVersion(dataSource) >= VERSION;
    }

    /** @throws OutboxException if the schema is missing or older than this version of the library, naming what to do */
    public static void requireCurrent(DataSource dataSource) {
        int installed = installedVersion(dataSource);
        if (installed < VERSION) {
            throw new OutboxException("the schema postrider of this database is "
                    + (installed == 0 ? "missing" : "at version " + installed) + ", needed is version " + VERSION + ". "
                    + REMEDY);
        }
    }

    /** 0 if there is none. */
    private static int installedVersion(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet table =
                    statement.executeQuery("SELECT to_regclass('postrider.schema_history') IS NOT NULL")) {
                table.next();
                if (!table.getBoolean(1)) {
                    return 0;
                }
            }
            try (ResultSet version = statement.executeQuery(
                    "SELECT COALESCE(max(version::integer), 0) FROM postrider.schema_history WHERE success")) {
                version.next();
                return version.getInt(1);
            }
        } catch (SQLException e) {
            throw DatabaseRefusal.of("looking for the schema postrider", e);
        }
    }
}
