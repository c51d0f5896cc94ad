package dev.postrider.relay.tools.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.relay.tools.audit.AuditTrail;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens are valid until they expire or are revoked, and PostgreSQL alone says which time it is. */
@PostriderTest
class TokensTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Decision BY_ANN = new Decision("ann", "deployments");
    private static final Decision BY_BOB = new Decision("bob", "the machine is gone");

    private final PostgresDatabase postgres;
    private final Tokens tokens;

    TokensTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.tokens = new Tokens(postgres.dataSource());
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    private MadeToken make(String name) throws SQLException {
        return tokens.make(name, Role.OPERATOR, HOUR, BY_ANN).orElseThrow();
    }

    @Test
    void aTokenIsFoundByItsSecretAloneWhichIsStoredNowhere() throws SQLException {
        Instant before = Instant.now().minusSeconds(5);
        MadeToken made = make("ci");
        MadeToken other = make("other");

        assertThat(made.secret()).matches("postrider_[A-Za-z0-9_-]{43}").isNotEqualTo(other.secret());
        assertThat(made.toString()).contains("ci").doesNotContain(made.secret().substring(10));
        assertThat(tokens.find(made.secret())).hasValueSatisfying(token -> {
            assertThat(token.number()).isEqualTo(made.token().number());
            assertThat(token.name()).isEqualTo("ci");
            assertThat(token.role()).isEqualTo(Role.OPERATOR);
            assertThat(token.madeBy()).isEqualTo("ann");
            assertThat(token.madeAt()).isAfter(before);
            assertThat(token.expiresAt()).isEqualTo(token.madeAt().plus(HOUR));
            assertThat(token.state()).isEqualTo(Token.State.VALID);
        });
        assertThat(tokens.find(flipped(made.secret()))).isEmpty();
        assertThat(postgres.queryOne("SELECT string_agg(t::text, '') FROM postrider.console_token t"))
                .doesNotContain(made.secret().substring(10));
    }

    private static String flipped(String secret) {
        return secret.substring(0, secret.length() - 2) + (secret.endsWith("AA") ? "BA" : "AA");
    }

    @Test
    void anExpiredTokenIsNotFoundFromThatMomentOn() throws SQLException {
        MadeToken made = make("ci");
        postgres.execute("UPDATE postrider.console_token SET made_at = now() - interval '2 hours',"
                + " expires_at = clock_timestamp()");

        assertThat(tokens.find(made.secret())).isEmpty();
        assertThat(tokens.list()).singleElement().satisfies(token -> {
            assertThat(token.state()).isEqualTo(Token.State.EXPIRED);
            assertThat(token.lastUsedAt()).isNull();
        });
        assertThat(tokens.make("ci", Role.VIEWER, HOUR, BY_ANN))
                .as("a name means one token")
                .isEmpty();
        assertThat(tokens.revoke("ci", BY_BOB)).isPresent();
        assertThat(tokens.make("ci", Role.VIEWER, HOUR, BY_ANN)).isPresent();
    }

    @Test
    void aRevokedTokenIsNotFoundAndFreesItsName() throws SQLException {
        MadeToken first = make("ci");
        assertThat(tokens.make("ci", Role.VIEWER, HOUR, BY_ANN)).isEmpty();

        assertThat(tokens.revoke("ci", BY_BOB)).hasValueSatisfying(token -> {
            assertThat(token.number()).isEqualTo(first.token().number());
            assertThat(token.state()).isEqualTo(Token.State.REVOKED);
            assertThat(token.revokedBy()).isEqualTo("bob");
            assertThat(token.revokedAt()).isNotNull();
        });
        assertThat(tokens.find(first.secret())).isEmpty();
        assertThat(tokens.revoke("ci", BY_BOB)).as("again").isEmpty();

        MadeToken second = make("ci");
        assertThat(tokens.find(second.secret())).isPresent();
        assertThat(tokens.revoke(String.valueOf(first.token().number()), BY_BOB))
                .as("the first by its number")
                .isEmpty();
        assertThat(tokens.revoke(String.valueOf(second.token().number()), BY_BOB))
                .isPresent();
        assertThat(tokens.list())
                .extracting(Token::number)
                .as("the newest first, also what was revoked")
                .containsExactly(second.token().number(), first.token().number());
    }

    @Test
    void makingAndRevokingAreInTheAuditTrailWithWhoAndWhy() throws SQLException {
        make("ci");
        tokens.make("ci", Role.VIEWER, HOUR, new Decision("eve", null));
        tokens.revoke("ci", BY_BOB);
        tokens.revoke("ci", new Decision("eve", null));

        assertThat(new AuditTrail(postgres.dataSource()).actions(null, 10))
                .satisfiesExactly(
                        revoked -> {
                            assertThat(revoked.action()).isEqualTo("revoke token");
                            assertThat(revoked.by()).isEqualTo("bob");
                            assertThat(revoked.note()).isEqualTo("the machine is gone");
                        },
                        made -> {
                            assertThat(made.action()).isEqualTo("make token");
                            assertThat(made.by()).isEqualTo("ann");
                            assertThat(made.note()).isEqualTo("deployments");
                            assertThat(made.criteria())
                                    .isEqualTo("{\"number\" : 1, \"name\" : \"ci\", \"role\" : \"operator\"}");
                            assertThat(made.finishedAt()).isEqualTo(made.begunAt());
                        });
    }

    @Test
    void useIsNotedOnceAMinute() throws SQLException {
        MadeToken made = make("ci");
        Instant first = lastUsed(made);

        assertThat(lastUsed(made))
                .isEqualTo(first)
                .isEqualTo(tokens.list().get(0).lastUsedAt());
        postgres.execute("UPDATE postrider.console_token SET last_used_at = last_used_at - interval '61 seconds'");
        assertThat(lastUsed(made)).isAfterOrEqualTo(first);
    }

    private Instant lastUsed(MadeToken made) throws SQLException {
        return Objects.requireNonNull(tokens.find(made.secret()).orElseThrow().lastUsedAt());
    }

    @Test
    void aTokenIsFoundWhileAnotherTransactionHoldsItsRow() throws SQLException {
        MadeToken made = make("ci");
        try (Connection holder = postgres.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT FROM postrider.console_token FOR UPDATE");

            assertThat(tokens.find(made.secret()))
                    .hasValueSatisfying(token -> assertThat(token.lastUsedAt())
                            .as("nobody waits to note it")
                            .isNull());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\0b", "a\nb", "\u202Etxt", "\uD800", "12", "\u200B"})
    void aNameThatCanNotBeSeenOrTakenForANumberIsRefused(String name) throws SQLException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.make(name, Role.VIEWER, HOUR, BY_ANN))
                .withMessageContaining("1 to 64 characters");
        assertThat(tokens.revoke(name, BY_ANN)).isEmpty();
        assertThat(tokens.list()).isEmpty();
    }

    @Test
    void aNameHasSixtyFourCharactersInWhateverScript() throws SQLException {
        for (String character : List.of("x", "ß", "字", "🚀", "'")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tokens.make(character.repeat(65), Role.VIEWER, HOUR, BY_ANN));
            assertThat(make(character.repeat(64)).token().name()).isEqualTo(character.repeat(64));
            assertThat(tokens.revoke(character.repeat(64), BY_ANN)).isPresent();
        }
        assertThat(tokens.revoke("9".repeat(64), BY_ANN))
                .as("no number is so large")
                .isEmpty();
    }

    @Test
    void aLifetimeIsAMinuteToAYear() throws SQLException {
        for (Duration wrong : List.of(
                Duration.ZERO,
                Duration.ofSeconds(-60),
                Duration.ofSeconds(60).minusNanos(1),
                Duration.ofDays(366).plusNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThatIllegalArgumentException().isThrownBy(() -> tokens.make("ci", Role.VIEWER, wrong, BY_ANN));
        }
        for (Duration right : List.of(Tokens.SHORTEST, Tokens.LONGEST)) {
            Token token = tokens.make("of-" + right, Role.VIEWER, right, Decision.UNSIGNED)
                    .orElseThrow()
                    .token();
            assertThat(Duration.between(token.madeAt(), token.expiresAt())).isEqualTo(right);
            assertThat(token.madeBy()).isNull();
        }
    }

    @Test
    void whatIsNoSecretIsAnsweredWithoutTheDatabase() throws SQLException {
        Tokens withoutDatabase = new Tokens((DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    throw new AssertionError("asked for a connection");
                }));
        String secret = make("ci").secret();
        for (@Nullable
        String hostile : new @Nullable String[] {
            null,
            "",
            "postrider_",
            secret.substring(1),
            secret + "A",
            secret + "\n",
            secret + "\0",
            secret.toUpperCase(Locale.ROOT),
            "postrider_" + "ä".repeat(43),
            "x".repeat(1_000_000)
        }) {
            assertThat(withoutDatabase.find(hostile)).isEmpty();
        }
    }

    @Test
    void theListHasTheNewestThousand() throws SQLException {
        postgres.execute(
                "INSERT INTO postrider.console_token (name, role, secret_hash, expires_at)"
                        + " SELECT 't-' || n, 'viewer', sha256(n::text::bytea), now() + interval '1 day' FROM generate_series(1, 1500) n");

        assertThat(tokens.list())
                .hasSize(Tokens.MOST)
                .satisfies(listed -> assertThat(listed.get(0).name()).isEqualTo("t-1500"))
                .satisfies(listed -> assertThat(listed.get(999).name()).isEqualTo("t-501"));
    }

    @Test
    void hostileDefaultsOfTheDatabaseMakeNoDifference() throws SQLException {
        postgres.execute(
                "ALTER DATABASE " + postgres.name() + " SET default_transaction_read_only = on",
                "ALTER DATABASE " + postgres.name() + " SET intervalstyle = 'sql_standard'",
                "ALTER DATABASE " + postgres.name() + " SET timezone = 'Pacific/Kiritimati'",
                "ALTER DATABASE " + postgres.name() + " SET default_transaction_isolation = 'serializable'");
        Tokens there = new Tokens(postgres.dataSource());

        MadeToken made = there.make("ci", Role.VIEWER, Duration.parse("PT90M1.5S"), BY_ANN)
                .orElseThrow();

        assertThat(Duration.between(made.token().madeAt(), made.token().expiresAt()))
                .isEqualTo(Duration.parse("PT90M1.5S"));
        assertThat(there.find(made.secret())).map(Token::name).isEqualTo(Optional.of("ci"));
        assertThat(there.revoke("ci", BY_BOB)).isPresent();
    }
}
