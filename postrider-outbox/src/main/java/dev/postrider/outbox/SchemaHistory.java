package dev.postrider.outbox;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which migrations a database has, as {@code postrider.schema_history} says, beside those of this version of the library.
 *
 * @param checksums by version; none where there is no schema
 */
record SchemaHistory(NavigableMap<Integer, Integer> checksums) {
    private static final Logger log = LoggerFactory.getLogger(OutboxSchema.class);

    static SchemaHistory of(DataSource dataSource) {
        NavigableMap<Integer, Integer> checksums = new TreeMap<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            PostgresVersion.require(connection);
            try (ResultSet table =
                    statement.executeQuery("SELECT to_regclass('postrider.schema_history') IS NOT NULL")) {
                table.next();
                if (!table.getBoolean(1)) {
                    return new SchemaHistory(checksums);
                }
            }
            try (ResultSet row = statement.executeQuery(
                    "SELECT version::integer, checksum FROM postrider.schema_history WHERE success AND version IS NOT NULL")) {
                while (row.next()) {
                    checksums.put(row.getInt(1), row.getInt(2));
                }
            }
            return new SchemaHistory(checksums);
        } catch (SQLException e) {
            throw DatabaseRefusal.of("looking for the schema postrider", e);
        }
    }

    /** The newest migration; 0 if there is none. */
    int version() {
        return checksums.isEmpty() ? 0 : checksums.lastKey();
    }

    boolean isCurrent() {
        return version() >= Migration.NEWEST;
    }

    /**
     * Checks that the migrations are those of this version, as far as they go: on any others nothing can be built. Newer ones may
     * follow, while programs are replaced one after the other.
     *
     * @throws SchemaHistoryException if they are not, naming the migration and what to do
     */
    void requireOurs() {
        for (Migration migration : Migration.ALL) {
            Integer checksum = checksums.get(migration.version());
            if (checksum == null ? migration.version() < version() : checksum != migration.checksum()) {
                throw new SchemaHistoryException(checksum == null ? missing(migration) : altered(migration, checksum));
            }
        }
        for (int version : checksums.headMap(Migration.NEWEST).keySet()) {
            if (Migration.ALL.stream().noneMatch(migration -> migration.version() == version)) {
                throw new SchemaHistoryException(unknown(version));
            }
        }
    }

    void tellIfNewer() {
        if (version() > Migration.NEWEST) {
            log.atWarn()
                    .addKeyValue("version", version())
                    .addKeyValue("newest_known", Migration.NEWEST)
                    .log(
                            "the database has migrations of the schema postrider that this program does not know: it goes on, as in a"
                                    + " rolling upgrade; replace it by the newer version of Postrider that migrated the database");
        }
    }

    private static String altered(Migration migration, int checksum) {
        return "migration " + migration.version()
                + " in postrider.schema_history differs from the one in this version of Postrider"
                + " (checksum " + checksum + " there, " + migration.checksum()
                + " here): use the version that migrated this"
                + " database, or a database that this one migrates; if only the entry was changed, restore its checksum";
    }

    private String missing(Migration migration) {
        return "migration " + migration.version() + " is missing from postrider.schema_history, which has migration "
                + checksums.higherKey(migration.version()) + ": use the version that migrated this database, or a"
                + " database that this one migrates; if only the entry was deleted, restore it";
    }

    private static String unknown(int version) {
        return "migration " + version
                + " in postrider.schema_history is not one of this version of Postrider, which knows others"
                + " up to " + Migration.NEWEST
                + ": use the version that migrated this database, or a database that this one"
                + " migrates";
    }
}
