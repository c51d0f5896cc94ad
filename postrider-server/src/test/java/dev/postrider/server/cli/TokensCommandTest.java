package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code tokens}: made with a secret that is shown once or is in a file, listed without it, revoked. */
@PostriderTest
class TokensCommandTest {
    private static final String SECRET = "postrider_[A-Za-z0-9_-]{43}";

    private final PostgresDatabase postgres;
    private final Map<String, String> environment;

    @TempDir
    Path folder = Path.of("");

    TokensCommandTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.environment = CommandRun.environment(postgres, clickHouse);
    }

    @BeforeEach
    void makeOutbox() {
        OutboxSchema.migrate(postgres.dataSource());
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    @Test
    void theSecretIsPrintedOnceAndTheTokenIsListedUntilAndAfterItIsRevoked() throws Exception {
        assertThat(run("tokens", "list").out()).isEqualTo("none yet: postrider tokens make NAME\n");
        CommandRun made = run("tokens", "make", "ci", "--by=ann", "--note=deployments");
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out()).matches("token 1, ci, is viewer until 20.*Z\nsecret " + SECRET + " \\(shown once\\)\n");
        String secret = made.out().replaceAll("(?s).*secret (\\S+) .*", "$1");
        assertThat(new Tokens(postgres.dataSource()).find(secret)).isPresent();

        CommandRun again = run("tokens", "make", "ci");
        assertThat(again.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(again.out()).startsWith("there is a token 'ci' that was not revoked");

        CommandRun list = run("tokens", "list", "--wide");
        assertThat(list.out()).containsPattern("\n1 +ci +viewer +valid +20.*Z, in \\d+ d +20.*ago +20.*ago +ann\n");
        assertThat(list.out()).doesNotContain(secret);

        assertThat(run("tokens", "revoke", "ci", "--by=bob", "--note=gone").out())
                .isEqualTo("token 1, ci, is revoked\n");
        assertThat(run("tokens", "revoke", "1").exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(new Tokens(postgres.dataSource()).find(secret)).isEmpty();
        assertThat(run("tokens", "list").out()).containsPattern("\n1 +ci +viewer +revoked ");
        assertThat(run("audit").out()).contains("make token", "ann", "deployments", "revoke token", "bob", "gone");
    }

    @Test
    void theSecretIsInAFileThatOnlyItsOwnerCanReadAndNotPrinted() throws Exception {
        Path file = folder.resolve("token");
        CommandRun made = run("tokens", "make", "ci", "--role=operator", "--expires=12h", "--to=" + file, "--json");

        assertThat(made.exitCode()).as(made.err()).isZero();
        String secret = Files.readString(file).strip();
        assertThat(secret).matches(SECRET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(made.out() + made.err()).doesNotContain(secret);
        JsonNode json = made.json();
        assertThat(json.get("secret").isNull()).isTrue();
        assertThat(json.get("file").asString()).isEqualTo(file.toString());
        assertThat(Duration.between(
                        Instant.now(), Instant.parse(json.get("expires_at").asString())))
                .isBetween(Duration.ofMinutes(719), Duration.ofMinutes(721));

        CommandRun there = run("tokens", "make", "other", "--to=" + file);
        assertThat(there.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(there.err()).contains("there is a file", "already");
        assertThat(Files.readString(file).strip()).isEqualTo(secret);

        Path none = folder.resolve("none");
        assertThat(run("tokens", "make", "ci", "--to=" + none).exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(none).doesNotExist();
        assertThat(run("tokens", "make", "x", "--to=" + folder.resolve("no/token"))
                        .exitCode())
                .isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run("tokens", "list", "--json").json()).hasSize(1);
    }

    @Test
    void whatCanNotBeIsRefusedInTheUsersWords() {
        assertThat(run("tokens", "make", "12").err()).contains("'12'", "not digits alone");
        assertThat(run("tokens", "make", "ci", "--expires=0m").err()).contains("--expires=0m", "a minute to 366 days");
        assertThat(run("tokens", "make", "ci", "--expires=367d").err()).contains("a minute to 366 days");
        assertThat(run("tokens", "make", "ci", "--expires=soon").err())
                .contains("--expires is 'soon', must be as 90m, 12h or 30d");
        assertThat(run("tokens", "make", "ci", "--role=admin").err()).contains("must be viewer or operator");
        assertThat(run("tokens").err()).contains("one of list, make and revoke is missing");
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.console_token"))
                .isEqualTo("0");
    }
}
