package dev.postrider.outbox;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** Which PostgreSQL the outbox needs. */
final class PostgresVersion {
    /** The oldest that PostgreSQL's makers still mended when the outbox was made, and the oldest that the tests run on. */
    static final int OLDEST = 14;

    private PostgresVersion() {}

    static void require(Connection connection) throws SQLException {
        DatabaseMetaData server = connection.getMetaData();
        require(server.getDatabaseMajorVersion(), server.getDatabaseProductVersion());
    }

    /** @param major 0 where it can't be read, as forks may say anything */
    static void require(int major, String version) {
        if (major > 0 && major < OLDEST) {
            throw new OutboxException("PostgreSQL " + version + " is too old: the oldest that is supported is " + OLDEST
                    + ". Upgrade the server.");
        }
    }
}
