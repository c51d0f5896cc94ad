package dev.postrider.relay.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostriderTest
class NamedSqlTest {
    @Test
    void eachNameBecomesAQuestionMarkAndKeepsItsPlaces() {
        NamedSql sql = NamedSql.parse("SELECT :first, :second_1 FROM t WHERE a = :first AND b <:third");

        assertThat(sql.text()).isEqualTo("SELECT ?, ? FROM t WHERE a = ? AND b <?");
        assertThat(sql.places())
                .containsEntry("first", List.of(1, 3))
                .containsEntry("second_1", List.of(2))
                .containsEntry("third", List.of(4))
                .hasSize(3);
    }

    @Test
    void aCastStaysBesideAName() {
        NamedSql sql = NamedSql.parse("SELECT :ids::bigint[], x::text, (:id)::xid8::text");

        assertThat(sql.text()).isEqualTo("SELECT ?::bigint[], x::text, (?)::xid8::text");
        assertThat(sql.places()).containsOnlyKeys("ids", "id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'at :time'",
                "SELECT 'it''s :time', 'C:drive'",
                "SELECT ':a' || ':b'",
                "SELECT 1 AS \"of :time\"",
                "SELECT 1 AS \"a \"\" :time\"",
                "SELECT 1 -- of :time, it's",
                "SELECT 1 /* of :time\n and 'another :time */",
                "SELECT $$ it's :time $$",
                "SELECT $body$ of $$ :time $body$",
                "SELECT a[1:2], b := 3",
            })
    void whatIsNoNameIsLeftAlone(String left) {
        NamedSql sql = NamedSql.parse(left + "\n, :name");

        assertThat(sql.text()).isEqualTo(left + "\n, ?");
        assertThat(sql.places()).containsOnlyKeys("name");
    }

    @Test
    void aDollarWithinAWordBeginsNoQuote() {
        NamedSql sql = NamedSql.parse("SELECT a$b$ + :one, c$b$ + :two");

        assertThat(sql.text()).isEqualTo("SELECT a$b$ + ?, c$b$ + ?");
    }

    @Test
    void everyPlaceOfANameGetsItsValue(PostgresDatabase postgres) throws SQLException {
        NamedSql sql =
                NamedSql.parse("SELECT :n::int + :n::int, :text || '?', :time::timestamptz = 'epoch', :none::text,"
                        + " (:ids::bigint[])[2], encode((:sums::bytea[])[1], 'hex')");
        try (Connection connection = postgres.connect();
                NamedStatement statement = sql.prepare(connection)) {
            statement
                    .set("n", 21)
                    .set("text", "a")
                    .set("time", Instant.EPOCH)
                    .set("none", null)
                    .setArray("ids", "bigint", List.of(5L, 6L), id -> id)
                    .setArray("sums", "bytea", List.of("m"), text -> new byte[] {7});

            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(42);
                assertThat(row.getString(2)).isEqualTo("a?");
                assertThat(row.getBoolean(3)).isTrue();
                assertThat(row.getString(4)).isNull();
                assertThat(row.getLong(5)).isEqualTo(6);
                assertThat(row.getString(6)).isEqualTo("07");
            }
        }
    }

    @Test
    void anUnknownNameAndAForgottenOneFailWithTheName(PostgresDatabase postgres) throws SQLException {
        NamedSql sql = NamedSql.parse("SELECT :one::int, :two::int");
        try (Connection connection = postgres.connect();
                NamedStatement statement = sql.prepare(connection)) {
            assertThatThrownBy(() -> statement.set("tow", 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the statement has no parameter 'tow', it has [one, two]");

            statement.set("one", 1);
            assertThatThrownBy(statement::executeQuery)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the statement's parameters [two] have no value");
            assertThatThrownBy(statement::executeUpdate).hasMessageContaining("[two]");
        }
    }
}
