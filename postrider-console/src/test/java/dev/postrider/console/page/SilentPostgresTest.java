package dev.postrider.console.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.console.host.Host;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.host.WebClient.Answer;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A PostgreSQL that answers nothing and refuses nothing: pools wait for it for half a minute, people don't. */
@PostriderTest
class SilentPostgresTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    @Timeout(120)
    void isToldOfWithinSeconds(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (FaultProxy proxy = FaultProxy.to(postgres.host(), postgres.port());
                Host host = Host.start(postgres.through(proxy), clickHouse)) {
            WebClient operator = new WebClient(host.base());
            operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
            await().until(() -> operator.get(Host.PATH).body().contains("Everything is delivered"));

            proxy.blackhole();

            for (String page :
                    List.of("/batches", "/dead-letters", "/outbox", "/history", "/relays", "/events/1/life")) {
                Answer answer = prompt(operator, page);
                assertThat(answer.status()).as(page).isEqualTo(503);
                assertThat(answer.body())
                        .as(page)
                        .contains("PostgreSQL does not answer as it should")
                        .contains("silent");
            }
            await().atMost(PATIENCE)
                    .until(() -> prompt(operator, "").body().contains("Whether events are delivered is not known"));
            assertThat(prompt(operator, "").body()).doesNotContain("Everything is delivered");

            proxy.passThrough();

            // as soon as the pool has noticed
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> operator.get(Host.PATH + "/batches").status() == 200
                            && operator.get(Host.PATH).body().contains("Everything is delivered"));
        }
    }

    private static Answer prompt(WebClient client, String page) {
        long began = System.nanoTime();
        Answer answer = client.get(Host.PATH + page);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).as(page).isLessThan(PATIENCE);
        return answer;
    }
}
