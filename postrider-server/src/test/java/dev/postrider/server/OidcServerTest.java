package dev.postrider.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.console.host.WebClient;
import dev.postrider.console.oidc.HostileProvider;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A login by OpenID Connect to the server's own process, set by its variables alone. */
@PostriderTest
class OidcServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void anOperatorLogsInAndStaysWhileTheProviderIsAway(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (HostileProvider provider = new HostileProvider();
                ChildJvm server = ChildJvm.of(PostriderServer.class)
                        .withEnvironment("SERVER_PORT", "0")
                        .withEnvironment("DATABASE_URL", postgres.url())
                        .withEnvironment("CLICKHOUSE_HOST", clickHouse.host())
                        .withEnvironment("CLICKHOUSE_PORT", String.valueOf(clickHouse.port()))
                        .withEnvironment("CLICKHOUSE_USER", clickHouse.user())
                        .withEnvironment("CLICKHOUSE_PASSWORD", clickHouse.password())
                        .withEnvironment("CLICKHOUSE_SCHEMA", clickHouse.name())
                        .withEnvironment("POSTRIDER_CONSOLE_OIDC_ISSUER", provider.issuer())
                        .withEnvironment("POSTRIDER_CONSOLE_OIDC_CLIENT_ID", HostileProvider.CLIENT)
                        .withEnvironment("POSTRIDER_CONSOLE_OIDC_CLIENT_SECRET", HostileProvider.SECRET)
                        .withEnvironment("POSTRIDER_CONSOLE_OIDC_OPERATORS", "on-call")
                        .start()) {
            WebClient client = new WebClient("http://127.0.0.1:"
                    + server.awaitLine("Tomcat started on port (\\d+)", PATIENCE)
                            .group(1));
            String back = provider.visitedAt(client.get("/console/login/oidc").location());
            provider.says(claims -> {});

            assertThat(client.get("/console/login/oidc/callback?" + back).location())
                    .endsWith("/console");
            server.awaitLine("somebody has logged in to the console by OpenID Connect", PATIENCE);
            provider.close();
            assertThat(client.get("/console").body()).contains("oidc ada").doesNotContain("(viewer)");
            assertThat(server.lines())
                    .noneMatch(line -> line.contains(HostileProvider.SECRET) || line.contains("code=x"));
        }
    }
}
