package dev.postrider.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.console.host.Host;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.host.WebClient.Answer;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import org.junit.jupiter.api.Test;

/** Values in addresses and forms that no link of the console has. */
@PostriderTest
class ValuesTest {

    @Test
    void whatCanNotBeIsSaidOnAPageAndBlamesNoDatabase(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (Host host = Host.start(postgres, clickHouse, "postrider.relay.enabled=false")) {
            WebClient operator = new WebClient(host.base());
            assertThat(operator.logIn(Host.PATH, "ol\0ga", Host.PASSWORD).header("location"))
                    .endsWith("/login?error");
            operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
            for (String address : new String[] {
                "?at=-999999999-01-01T00:00Z",
                "?at=%2B999999999-12-31T23:59Z",
                "?at=-999999d",
                "/history?before=-999999999-01-01T00:00Z",
                "/dead-letters?from=%2B999999999-01-01T00:00Z",
                "/dead-letters?code=99999999999",
                "/dead-letters?type=%00",
                "/dead-letters?reason=a%00b",
                "/dead-letters/decide",
                "/dead-letters/99999999999999999999",
                "/batches?after=x",
                "/events/9223372036854775808",
                "/events/export",
                "/find"
            }) {
                isRefused(address, operator.get(Host.PATH + address));
            }
            operator.get(Host.PATH + "/delivery/pause");
            isRefused("an order without an action", operator.post(Host.PATH + "/dead-letters/orders", "note=x"));
            assertThat(operator.post(Host.PATH + "/delivery/pause", "note=a%00b")
                            .status())
                    .isEqualTo(302);
            assertThat(postgres.queryOne("SELECT note FROM postrider.delivery_pause"))
                    .isEqualTo("a b");
        }
    }

    private static void isRefused(String what, Answer answer) {
        assertThat(answer.status()).as(what).isEqualTo(400);
        assertThat(answer.body())
                .as(what)
                .contains("That can’t be done", "To the overview")
                .doesNotContain("For input string");
    }
}
