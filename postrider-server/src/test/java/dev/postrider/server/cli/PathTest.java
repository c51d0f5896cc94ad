package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** ClickHouse behind a reverse proxy that serves it below a path. */
@PostriderTest
class PathTest {
    private static final String PATH = "/databases/click-house";

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final ReverseProxy proxy;
    private final Map<String, String> environment;

    PathTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) throws IOException {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.proxy = new ReverseProxy(PATH, clickHouse.url());
        this.environment = CommandRun.environment(postgres, clickHouse);
        environment.put("CLICKHOUSE_HOST", "127.0.0.1:" + proxy.url().getPort());
        environment.put("POSTRIDER_CLICKHOUSE_PATH", PATH);
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("SELECT count(postrider.publish('n', '{}', 'Test')) FROM generate_series(1, 100)");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private ClickHouseSettings throughTheProxy() {
        return ClickHouseSettings.at(proxy.url())
                .withLogin(clickHouse.user(), clickHouse.password())
                .withDatabase(clickHouse.name());
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    @Test
    void deliveryAndCommandsGoThereWithEveryRequest() {
        Delivered.all(postgres, throughTheProxy());

        assertThat(clickHouse.queryOne("SELECT uniqExact(event_id) FROM event_log"))
                .isEqualTo("100");
        assertThat(run("verify").exitCode()).isEqualTo(ExitCodes.FINE);
        assertThat(run("explain", "1").out()).contains("as published      yes");
        assertThat(run("replay", "--all").out()).contains("sent 0");
        assertThat(run("doctor").out()).contains("clickhouse.version", "event_log.columns");
        assertThat(proxy.passed()).hasSizeGreaterThan(10);
        assertThat(proxy.refused()).isEmpty();
    }

    @Test
    void pingsGoThereToo() {
        try (ClickHouseSink sink = ClickHouseSink.create(throughTheProxy())) {
            assertThat(sink.isReachable()).isTrue();
            assertThat(sink.description()).startsWith(proxy.url() + "/");
        }
        assertThat(new ClickHousePing(proxy.url()).isAnswered()).isTrue();

        assertThat(proxy.passed()).contains("GET " + PATH + "/ping").hasSizeGreaterThan(1);
        assertThat(proxy.refused()).isEmpty();
    }

    @Test
    void withAnotherPathNothingReachesClickHouseAndTheErrorSaysWhy() {
        environment.put("POSTRIDER_CLICKHOUSE_PATH", "/elsewhere");

        CommandRun verify = run("verify");

        assertThat(verify.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(verify.err())
                .contains("HTTP 404 at http://127.0.0.1:" + proxy.url().getPort() + "/elsewhere");
        assertThat(proxy.passed()).isEmpty();
    }
}
