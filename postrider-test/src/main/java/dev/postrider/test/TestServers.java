package dev.postrider.test;

import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.devdb.LocalPostgres;
import java.nio.file.Path;

/**
 * The database servers of tests. The shared ones start when first needed, in folders that are deleted with the JVM; where
 * {@code POSTRIDER_TEST_DATABASE_URL} ({@code postgres://user:password@host:port/database}, of a superuser) or
 * {@code POSTRIDER_TEST_CLICKHOUSE_URL} ({@code http://user:password@host:port}) is set, the server there is used instead.
 *
 * <p>A test that kills or restarts a server starts one of its own.
 */
public final class TestServers {
    static final String DATABASE_URL = "POSTRIDER_TEST_DATABASE_URL";
    static final String CLICKHOUSE_URL = "POSTRIDER_TEST_CLICKHOUSE_URL";

    private TestServers() {}

    /** An empty database on the shared PostgreSQL; the caller closes it, which drops it. */
    public static PostgresDatabase newPostgresDatabase() {
        return PostgresDatabase.create(SharedServers.postgres());
    }

    /** An empty database on the shared ClickHouse; the caller closes it, which drops it. */
    public static ClickHouseDatabase newClickHouseDatabase() {
        return ClickHouseDatabase.create(SharedServers.clickHouse());
    }

    /**
     * A PostgreSQL of the test's own on any free port; the test closes it. Always a local one, also where the shared server
     * is not.
     */
    public static LocalPostgres newPostgres(Path dataDirectory) {
        return LocalPostgres.start(LocalPostgres.Options.in(dataDirectory));
    }

    /** The same server again after a kill or a stop: same data, same port. */
    public static LocalPostgres restart(LocalPostgres stopped) {
        return LocalPostgres.start(stopped.options());
    }

    /**
     * A ClickHouse of the test's own on any free port, user {@code default} without a password; the test closes it.
     * Always a local one, also where the shared server is not.
     */
    public static LocalClickHouse newClickHouse(Path dataDirectory) {
        return LocalClickHouse.start(LocalClickHouse.Options.in(dataDirectory));
    }

    /** The same server again after a kill or a stop: same data, same port. */
    public static LocalClickHouse restart(LocalClickHouse stopped) {
        return LocalClickHouse.start(stopped.options());
    }
}
