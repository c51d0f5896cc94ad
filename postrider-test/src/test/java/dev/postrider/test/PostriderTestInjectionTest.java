package dev.postrider.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@PostriderTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PostriderTestInjectionTest {
    private static @Nullable String databaseOfTheFirstTest;

    private final PostgresDatabase ofTheConstructor;

    PostriderTestInjectionTest(PostgresDatabase database) {
        this.ofTheConstructor = database;
    }

    @BeforeEach
    void everyTestFindsAnEmptyDatabase(PostgresDatabase database) {
        database.execute("CREATE TABLE mine (a int)");
    }

    @Test
    @Order(1)
    void allParametersOfATestAreTheSameDatabase(PostgresDatabase first, PostgresDatabase second) {
        assertThat(first).isSameAs(second).isSameAs(ofTheConstructor);
        databaseOfTheFirstTest = first.name();
    }

    @Test
    @Order(2)
    void theDatabaseIsDroppedAfterItsTest(PostgresDatabase database) {
        assertThat(databaseOfTheFirstTest).isNotNull().isNotEqualTo(database.name());
        assertThat(database.query("SELECT 1 FROM pg_database WHERE datname = '" + databaseOfTheFirstTest + "'"))
                .isEmpty();
    }

    @Test
    @Order(3)
    void aSessionLeftOpenDoesNotKeepTheDatabase(PostgresDatabase database) throws SQLException {
        Connection forgotten = database.connect();
        assertThat(forgotten.isClosed()).isFalse();
    }

    @Test
    void sessionsStartHostile(PostgresDatabase database) {
        assertThat(database.queryOne("SELECT reset_val FROM pg_settings WHERE name = 'IntervalStyle'"))
                .isEqualTo("iso_8601");
        assertThat(database.queryOne(
                        "SELECT setconfig FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase"
                                + " WHERE datname = current_database()"))
                .contains("America/St_Johns");
        assertThat(database.queryOne("SELECT '\\x00ff'::bytea::text")).isEqualTo("\\000\\377");
    }

    @Test
    void queriesGiveTextAndNulls(PostgresDatabase database) {
        List<List<@Nullable String>> rows = database.query("SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS v");
        assertThat(rows).containsExactly(List.of("1", "a"), Arrays.asList("2", null));
        assertThat(database.queryOne("SELECT 42")).isEqualTo("42");
        assertThatThrownBy(() -> database.queryOne("SELECT 1 WHERE false")).hasMessageContaining("0 rows");
        assertThatThrownBy(() -> database.queryOne("SELECT NULL")).hasMessageContaining("not NULL");
        assertThatThrownBy(() -> database.execute("SELECT nonsense")).hasMessageContaining("SELECT nonsense");
    }

    @Test
    void bothUrlsLeadToTheDatabase(PostgresDatabase database) {
        assertThat(database.jdbcUrl()).contains("/" + database.name() + "?user=");
        assertThat(database.url())
                .startsWith("postgres://" + database.user())
                .contains("@" + database.host() + ":" + database.port() + "/" + database.name());
        assertThat(database.queryOne("SELECT current_database()")).isEqualTo(database.name());
    }
}
