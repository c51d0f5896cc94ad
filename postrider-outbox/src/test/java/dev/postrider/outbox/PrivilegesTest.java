package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.outbox.await.DeliveryWatch;
import dev.postrider.outbox.await.NotDelivered.Awaited;
import dev.postrider.outbox.await.NotDelivered.TimedOut;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users of the shipped roles can do to each other and to the schema's owner, each signed in as itself. */
@PostriderTest
class PrivilegesTest {
    private static final String PUBLISH = "SELECT postrider.publish('thing_happened', '{}', 'Test')";

    private static final String CLOSE = "SELECT postrider.block_publishing('full')";

    private final PostgresDatabase database;
    private final String writer;
    private final String relay;
    private final String reader;

    PrivilegesTest(PostgresDatabase database) {
        this.database = database;
        this.writer = "writer_" + database.name();
        this.relay = "relay_" + database.name();
        this.reader = "reader_" + database.name();
    }

    @BeforeEach
    void makeUsers() {
        for (String user : List.of(writer, relay, reader)) {
            database.execute("CREATE USER " + user + " PASSWORD 'x'");
        }
    }

    @AfterEach
    void dropUsers() {
        for (String user : List.of(writer, relay, reader)) {
            database.execute("DROP OWNED BY " + user, "DROP USER " + user);
        }
    }

    private void makeOutbox() {
        OutboxSchema.migrate(database.dataSource());
        grantRoles();
    }

    private void grantRoles() {
        database.execute(
                "GRANT postrider_writer TO " + writer,
                "GRANT postrider_relay TO " + relay,
                "GRANT postrider_reader TO " + reader);
    }

    private Connection as(String user) {
        return database.as(user, "x").connect();
    }

    @Test
    void everyFunctionSearchesTheCatalogueFirstAndTemporaryObjectsLast() {
        makeOutbox();
        assertThat(database.query("""
                        SELECT proname, prosecdef, array_to_string(proconfig, ' ') FROM pg_proc
                        WHERE pronamespace = 'postrider'::regnamespace
                          AND 'search_path=pg_catalog, pg_temp' <> ALL (COALESCE(proconfig, '{}'))"""))
                .as("but publish, which has the caller's rights and says the schema of each name")
                .isEqualTo(List.of(Arrays.asList("publish", "f", null)));
    }

    @Test
    void readersDoNotSeeTheTablesOfTheConsole() throws SQLException {
        makeOutbox();
        for (String stranger : List.of(reader, writer)) {
            for (String table : List.of("console_account", "console_token", "console_request")) {
                try (Connection connection = as(stranger)) {
                    assertThatThrownBy(() -> execute(connection, "SELECT * FROM postrider." + table))
                            .as(stranger + " and " + table)
                            .hasMessageContaining("permission denied");
                }
            }
        }
        try (Connection connection = as(relay)) {
            execute(connection, "INSERT INTO postrider.console_account VALUES ('ada', 'viewer', 'x')");
            execute(
                    connection,
                    "INSERT INTO postrider.console_request (actor, key, fingerprint) VALUES ('1', 'k', sha256(''))");
        }
    }

    /** An identity column gives its numbers to whoever may insert: the relay has no right on the sequence. */
    @Test
    void aRelayMakesTokensAndReadersSeeThatInTheAuditTrailAlone() throws SQLException {
        makeOutbox();
        try (Connection connection = as(relay)) {
            execute(
                    connection,
                    "INSERT INTO postrider.console_token (name, role, secret_hash, made_by, expires_at)"
                            + " VALUES ('ci', 'viewer', sha256('x'), 'ann', now() + interval '1 day')");
            execute(connection, "UPDATE postrider.console_token SET revoked_at = now(), revoked_by = 'bob'");
            assertThatThrownBy(() -> execute(connection, "SELECT nextval('postrider.console_token_number_seq')"))
                    .hasMessageContaining("permission denied");
        }
        assertThat(database.as(reader, "x")
                        .queryOne(
                                "SELECT string_agg(ordered_by || ' ' || action || ' ' || criteria, ', ' ORDER BY action)"
                                        + " FROM postrider.operator_action"))
                .isEqualTo("ann make token {\"number\" : 1, \"name\" : \"ci\", \"role\" : \"viewer\"},"
                        + " bob revoke token {\"number\" : 1, \"name\" : \"ci\", \"role\" : \"viewer\"}");
    }

    @Test
    void aWritersDomainIsNotUsedByTheGate() throws SQLException {
        makeOutbox();
        database.execute(CLOSE, "SELECT postrider.allow_publishing()");
        try (Connection attacker = as(writer)) {
            trap(attacker, "text");
            execute(
                    attacker,
                    "INSERT INTO postrider.event_outbox (event_type, environment, event_context) VALUES ('x', 'T', '{}')");
            assertThat(trapped(attacker)).isEmpty();
        }
    }

    @Test
    void aRelaysViewIsNotUsedByWhatArmsTheGate() throws SQLException {
        makeOutbox();
        try (Connection attacker = as(relay)) {
            trap(attacker, "text");
            execute(attacker, """
                    CREATE TEMPORARY VIEW pg_trigger AS
                    SELECT 'postrider.event_outbox'::regclass AS tgrelid, 'publishing_gate'::name AS tgname,
                           CASE WHEN pg_temp.trap(''::pg_catalog.text) THEN 'D'::"char" END AS tgenabled""");
            execute(attacker, "SELECT postrider.arm_publishing_gate(true), postrider.block_publishing('full')");
            execute(attacker, "SELECT postrider.allow_publishing('1 hour')");
            assertThat(trapped(attacker)).isEmpty();
        }
    }

    @Test
    void publishUsesNoTypeOfTheCallersEvenIfItWasFirstCalledWithSome() throws SQLException {
        makeOutbox();
        database.execute(
                "CREATE FUNCTION public.on_behalf() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
                        + " SET search_path = pg_catalog, pg_temp AS $$" + PUBLISH + "$$",
                "GRANT EXECUTE ON FUNCTION public.on_behalf() TO PUBLIC");
        try (Connection attacker = as(writer)) {
            for (String type : List.of("text", "bigint", "json", "timestamptz", "integer", "bool")) {
                trap(attacker, type);
            }
            execute(attacker, PUBLISH);
            execute(attacker, "SELECT set_config('my.who', '', false)");
            execute(attacker, "SELECT public.on_behalf()");
            assertThat(trapped(attacker)).isEmpty();
        }
    }

    /** A domain of the session's own that tells as whom its check ran. */
    private static void trap(Connection connection, String type) throws SQLException {
        String real = type.equals("bigint") || type.equals("integer") ? type : "pg_catalog." + type;
        execute(
                connection,
                "CREATE FUNCTION pg_temp.trap(" + real + ") RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN"
                        + " PERFORM pg_catalog.set_config('my.who', current_user::pg_catalog.text, false); RETURN true; END $$");
        execute(connection, "CREATE DOMAIN pg_temp.\"" + type + "\" AS " + real + " CHECK (pg_temp.trap(VALUE))");
    }

    /** As whom it ran; empty if it did not. */
    private static String trapped(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COALESCE(current_setting('my.who', true), '')")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void noWriterPassesTheClosedGateWhateverItSetsAndARelayDoes() throws SQLException {
        makeOutbox();
        database.execute(
                CLOSE,
                "CREATE FUNCTION public.on_behalf() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$" + PUBLISH
                        + "$$",
                "GRANT EXECUTE ON FUNCTION public.on_behalf() TO PUBLIC");
        try (Connection connection = as(writer)) {
            execute(connection, "SET postrider.gate = 'pass'");
            for (String way : List.of(
                    PUBLISH,
                    "INSERT INTO postrider.event_outbox (event_type, environment, event_context) VALUES ('x', 'T', '{}')",
                    "SELECT public.on_behalf()")) {
                assertThatExceptionOfType(SQLException.class)
                        .as(way)
                        .isThrownBy(() -> execute(connection, way))
                        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("PR001"));
            }
        }
        for (Connection passing : List.of(as(relay), database.connect())) {
            try (passing) {
                passing.setAutoCommit(false);
                String requeue =
                        "INSERT INTO postrider.event_outbox (id, event_type, environment, event_context) OVERRIDING SYSTEM VALUE VALUES (1, 'x', 'T', '{}')";
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> execute(passing, requeue))
                        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("PR001"));
                passing.rollback();
                execute(passing, "SET LOCAL postrider.gate = 'pass'");
                execute(passing, requeue);
                passing.commit();
            }
        }
    }

    @Test
    void aWriterWaitsForItsEventsAndReadsNothingElse() throws Exception {
        makeOutbox();
        PublishedEvent event;
        try (Connection connection = as(writer);
                DeliveryWatch watch = new DeliveryWatch(database.as(writer, "x").dataSource())) {
            trap(connection, "text");
            connection.setAutoCommit(false);
            event = Outbox.create(OutboxSettings.defaults()).publishTracked(connection, Event.of("x", "{}"));
            connection.commit();
            assertThat(watch.awaitDelivered(event, Duration.ZERO)).isInstanceOfSatisfying(TimedOut.class, timedOut -> {
                assertThat(timedOut.awaited()).isEqualTo(Awaited.DELIVERY);
                assertThat(timedOut.reason()).isNull();
            });
            execute(
                    connection,
                    "SELECT * FROM postrider.event_delivery(" + event.id() + ", '" + event.transactionId() + "')");
            connection.rollback();
            assertThat(trapped(connection)).isEmpty();
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> database.as(writer, "x").execute("SELECT txid FROM postrider.event_outbox"))
                .withMessageContaining("permission denied");
    }

    @Test
    void theRolesNeedNothingThatEverybodyMayDoByDefault() throws SQLException {
        database.execute(
                "REVOKE ALL ON DATABASE " + database.name() + " FROM PUBLIC",
                "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
                "ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC",
                "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                "GRANT CONNECT ON DATABASE " + database.name() + " TO " + String.join(", ", writer, relay, reader));
        makeOutbox();
        Outbox outbox = Outbox.create(OutboxSettings.defaults());
        PublishedEvent tracked;
        try (Connection connection = as(writer)) {
            connection.setAutoCommit(false);
            outbox.publish(connection, Event.of("x", "{}"));
            tracked = outbox.publishTracked(connection, Event.of("x", "{}"));
            outbox.publishAll(
                    connection, Collections.nCopies(500, Event.of("x", "{}").withMetadataVersion(2)));
            execute(connection, PUBLISH);
            execute(
                    connection,
                    "SELECT postrider.publish('x', '{}', 'T', now(), 2, '00-" + "a".repeat(32) + "-" + "b".repeat(16)
                            + "-01')");
            execute(connection, "SELECT postrider.life()");
            connection.commit();
        }
        // what is wrong is said, instead of "permission denied for function"
        for (String wrong :
                List.of("'', '{}', 'T'", "'x', '[]', 'T'", "'x', '{}', ''", "'x', '{}', 'T', '1066-10-14'")) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> database.as(writer, "x").execute("SELECT postrider.publish(" + wrong + ")"))
                    .satisfies(e -> assertThat(e.getMessage()).containsAnyOf("allowed are", "has to be"))
                    .withMessageNotContaining("permission denied");
        }
        database.execute(CLOSE);
        assertThatIllegalStateException()
                .isThrownBy(() -> database.as(writer, "x").execute(PUBLISH))
                .withMessageContaining("publishing is refused");
        assertThat(database.as(reader, "x")
                        .queryOne("SELECT count(*) FROM postrider.event_status, postrider.publishing"))
                .isEqualTo("504");
        for (String user : List.of(writer, relay, reader)) {
            assertThat(database.as(user, "x")
                            .queryOne("SELECT state FROM postrider.event_delivery(" + tracked.id() + ", '"
                                    + tracked.transactionId() + "')"))
                    .isEqualTo("waiting");
        }
        assertThat(database.as(reader, "x").queryOne("SELECT postrider.lease_until() < now()"))
                .isEqualTo("t");
        database.as(relay, "x")
                .execute(
                        "SELECT postrider.allow_publishing()",
                        "SELECT postrider.arm_publishing_gate(false)",
                        "SELECT postrider.forget_windows(1)",
                        "SELECT setval('postrider.relay_lease_until', 1)",
                        "SELECT postrider.lease_until(), postrider.life()");
    }

    @Test
    void theRolesAreCalledAsEachDatabaseWantsThem() throws SQLException {
        String suffix = "_of_" + database.name();
        OutboxRoles roles = new OutboxRoles("Writers" + suffix, "relays" + suffix, null);
        makeOutbox();
        assertThat(mayPublish(writer)).isTrue();
        try {
            OutboxSchema.migrate(database.dataSource(), roles);
            assertThat(mayPublish(writer))
                    .as("a member of the role that other databases share")
                    .isFalse();
            database.execute(
                    "GRANT \"" + roles.writer() + "\" TO " + writer, "GRANT " + roles.relay() + " TO " + relay);
            assertThat(mayPublish(writer)).isTrue();
            database.as(relay, "x").execute("TRUNCATE postrider.event_outbox_3");
            database.as(reader, "x").execute("SELECT FROM postrider.event_status");
            assertThat(OutboxSchema.migrate(database.dataSource()).applied()).isEmpty();
            database.execute("SELECT postrider.grant_roles()");
            assertThat(mayPublish(writer)).as("the names are kept").isTrue();

            OutboxSchema.migrate(database.dataSource(), new OutboxRoles("postrider_writer", "postrider_relay", null));
            database.execute("REVOKE postrider_writer FROM " + writer);
            assertThat(mayPublish(writer)).as("the right was taken back").isFalse();
        } finally {
            database.execute("DROP ROLE \"" + roles.writer() + "\"", "DROP ROLE " + roles.relay());
        }
    }

    private boolean mayPublish(String user) throws SQLException {
        try (Connection connection = as(user)) {
            execute(connection, PUBLISH);
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("42501");
            return false;
        }
    }

    /** A migration that replaces what grants may forget what a later one than it was made from has added. */
    @Test
    void rolesThatAreNamedAfterwardsMayDoWhatTheFirstOnesMight() {
        OutboxSchema.migrate(database.dataSource());
        OutboxRoles later = new OutboxRoles("w_" + database.name(), "r_" + database.name(), "l_" + database.name());
        List<List<@Nullable String>> before = grants("'postrider_writer'", "'postrider_relay'", "'postrider_reader'");
        try {
            OutboxSchema.migrate(database.dataSource(), later);

            assertThat(before).hasSizeGreaterThan(100);
            assertThat(grants("'" + later.writer() + "'", "'" + later.relay() + "'", "'" + later.reader() + "'"))
                    .isEqualTo(before);
        } finally {
            for (String role : List.of("w_", "r_", "l_")) {
                database.execute("DROP OWNED BY " + role + database.name(), "DROP ROLE " + role + database.name());
            }
        }
    }

    /** Every privilege in the schema of the roles for each duty that not everybody has: on tables, views, sequences and functions. */
    private List<List<@Nullable String>> grants(String forWriter, String forRelay, String forReader) {
        return database.query("""
                WITH duty (duty, name) AS (VALUES ('writer', %s), ('relay', %s), ('reader', %s)),
                item AS (
                  SELECT c.relname::text AS name, c.relacl AS acl FROM pg_class c
                  WHERE c.relnamespace = 'postrider'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
                  UNION ALL
                  SELECT p.oid::regprocedure::text, p.proacl FROM pg_proc p WHERE p.pronamespace = 'postrider'::regnamespace)
                SELECT duty.duty, item.name, granted.privilege_type
                FROM item, aclexplode(item.acl) granted, duty
                WHERE granted.grantee = duty.name::regrole
                  AND NOT EXISTS (SELECT FROM aclexplode(item.acl) everybody
                                  WHERE everybody.grantee = 0 AND everybody.privilege_type = granted.privilege_type)
                ORDER BY 1, 2, 3""".formatted(forWriter, forRelay, forReader));
    }

    @Test
    void aRolesNameThatCanNotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OutboxRoles("x".repeat(64), null, null))
                .withMessageContaining("64 bytes, allowed are 1 to 63");
        assertThatIllegalArgumentException().isThrownBy(() -> new OutboxRoles(null, "pg_relay", null));
        assertThatIllegalArgumentException().isThrownBy(() -> new OutboxRoles("one", null, "one"));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
