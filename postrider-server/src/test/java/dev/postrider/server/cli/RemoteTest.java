package dev.postrider.server.cli;

import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.test.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What a command needs that asks a server. */
final class RemoteTest {
    private RemoteTest() {}

    /** An address and a token, and nothing of databases. */
    static Map<String, String> environment(String url, String token) {
        return new HashMap<>(Map.of("POSTRIDER_URL", url, "POSTRIDER_TOKEN", token));
    }

    /** One that is valid for an hour. */
    static String token(PostgresDatabase postgres, Role role) throws SQLException {
        return new Tokens(postgres.dataSource())
                .make(role.word() + "-" + System.nanoTime(), role, Duration.ofHours(1), Decision.UNSIGNED)
                .orElseThrow()
                .secret();
    }
}
