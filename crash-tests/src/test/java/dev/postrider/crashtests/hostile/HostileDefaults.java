package dev.postrider.crashtests.hostile;

import dev.postrider.test.PostgresDatabase;
import java.util.List;

/** Makes a PostgreSQL as an administrator might who thought of other programs: for a database, and for a user who delivers. */
public final class HostileDefaults {
    private static final String PATH = "search_path = evil, pg_catalog, public";
    private static final String STRINGS = "standard_conforming_strings = off";

    private static final List<String> OF_THE_DATABASE = List.of(
            "default_transaction_isolation = 'serializable'",
            "default_transaction_deferrable = on",
            PATH,
            STRINGS,
            "backslash_quote = off",
            "escape_string_warning = off",
            "array_nulls = off",
            "transform_null_equals = on",
            "quote_all_identifiers = on",
            "extra_float_digits = -15",
            "xmlbinary = hex",
            "plan_cache_mode = force_generic_plan",
            "enable_indexscan = off",
            "enable_indexonlyscan = off",
            "enable_bitmapscan = off",
            "enable_nestloop = off",
            "enable_hashjoin = off",
            "enable_sort = off",
            "jit = on",
            "synchronous_commit = off");

    /** Nothing that takes longer is a relay's fault. */
    private static final List<String> OF_THE_USER = List.of(
            PATH,
            STRINGS,
            "default_transaction_read_only = on",
            "statement_timeout = '1s'",
            "lock_timeout = '10ms'",
            "idle_in_transaction_session_timeout = '300ms'",
            "idle_session_timeout = '5s'");

    /** What an unqualified name would find first. */
    private static final List<String> EVIL = List.of(
            "CREATE SCHEMA evil",
            "CREATE FUNCTION evil.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$SELECT timestamptz '1999-01-01'$$",
            "CREATE FUNCTION evil.pg_current_snapshot() RETURNS pg_snapshot LANGUAGE sql AS $$SELECT pg_snapshot '3:3:'$$",
            "CREATE FUNCTION evil.pg_snapshot_xmax(pg_snapshot) RETURNS xid8 LANGUAGE sql AS $$SELECT xid8 '3'$$",
            "CREATE FUNCTION evil.json_typeof(json) RETURNS text LANGUAGE sql AS $$SELECT text 'array'$$",
            "CREATE FUNCTION evil.unnest(anyarray) RETURNS SETOF anyelement LANGUAGE sql AS $$SELECT $1[1] WHERE false$$",
            "CREATE DOMAIN evil.xid8 AS integer",
            "CREATE DOMAIN evil.json AS text CHECK (VALUE = 'evil')",
            "CREATE DOMAIN evil.pg_snapshot AS integer",
            "GRANT USAGE ON SCHEMA evil TO PUBLIC");

    /** A schema of evil names, without rights for everybody, before anything is made in the database. */
    public static void of(PostgresDatabase postgres) {
        postgres.execute(EVIL.toArray(String[]::new));
        postgres.execute(
                "REVOKE ALL ON DATABASE " + postgres.name() + " FROM PUBLIC",
                "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
                "ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC");
        for (String setting : OF_THE_DATABASE) {
            postgres.execute("ALTER DATABASE " + postgres.name() + " SET " + setting);
        }
    }

    /** A user with one of the shipped roles, for whom everything is short and read-only. */
    public static PostgresDatabase signedIn(PostgresDatabase postgres, String user, String role) {
        postgres.execute(
                "CREATE USER " + user + " PASSWORD 'x'",
                "GRANT " + role + " TO " + user,
                "GRANT CONNECT ON DATABASE " + postgres.name() + " TO " + user);
        OF_THE_USER.forEach(setting -> set(postgres, user, setting));
        if (Integer.parseInt(postgres.queryOne("SELECT pg_catalog.current_setting('server_version_num')")) >= 170_000) {
            set(postgres, user, "transaction_timeout = '1s'");
        }
        return postgres.as(user, "x");
    }

    /** For statements of a test's own, which are written for a PostgreSQL as it comes: how names and texts are read. */
    public static void spareWriters(PostgresDatabase postgres) {
        postgres.execute(
                "ALTER DATABASE " + postgres.name() + " RESET search_path",
                "ALTER DATABASE " + postgres.name() + " RESET standard_conforming_strings");
    }

    private static void set(PostgresDatabase postgres, String user, String setting) {
        postgres.execute("ALTER ROLE " + user + " IN DATABASE " + postgres.name() + " SET " + setting);
    }

    private HostileDefaults() {}
}
