package dev.postrider.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.console.host.Host;
import dev.postrider.console.host.WebClient;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The console in applications that put their pages elsewhere. */
@PostriderTest
class GuestTest {
    private static final String LETTER =
            "INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,"
                    + " metadata_version, batch_no, reason_code, reason) VALUES (1, '3', 'user_created', now(), 'Local',"
                    + " '{}', 1, 1, 117, 'refused')";
    private static final Pattern ADDRESS = Pattern.compile("(href|src|action|hx-get|sse-connect)=\"(/[^\"]*)\"");

    @Test
    void aPageThatTheApplicationHasMovedOutOfTheRulesIsRefused(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (Host host =
                Host.start(postgres, clickHouse, "spring.mvc.servlet.path=/app", "postrider.relay.enabled=false")) {
            WebClient stranger = new WebClient(host.base());

            for (String page : new String[] {"", "/audit", "/login"}) {
                assertThat(stranger.get("/app" + Host.PATH + page).status()).isEqualTo(403);
            }
            assertThat(stranger.postWithoutToken("/app" + Host.PATH + "/delivery/pause", "note=x")
                            .status())
                    .isEqualTo(403);
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.delivery_pause"))
                    .isEqualTo("0");
            assertThat(stranger.get("/app/shop").body()).isEqualTo("a shop");
        }
    }

    @Test
    void belowAContextPathEveryAddressBeginsWithIt(PostgresDatabase postgres, ClickHouseDatabase clickHouse)
            throws SQLException {
        try (Host host = Host.start(
                postgres, clickHouse, "server.servlet.context-path=/shop", "postrider.relay.enabled=false")) {
            WebClient operator = new WebClient(host.base() + "/shop");
            operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
            for (String page : new String[] {"", "/batches", "/dead-letters", "/events", "/verification", "/nowhere"}) {
                allBelow("/shop" + Host.PATH, operator.get(Host.PATH + page).body());
            }

            operator.get(Host.PATH + "/delivery/pause");
            String paused =
                    operator.post(Host.PATH + "/delivery/pause", "note=x").location();
            assertThat(operator.get(paused.replaceFirst(".*/shop", "")).body()).contains("Delivery is paused.");
            assertThat(operator.get(Host.PATH + "?said=Call+a+stranger").body()).doesNotContain("Call a stranger");

            postgres.execute(LETTER);
            try (Connection other = postgres.dataSource().getConnection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("SELECT 1 FROM postrider.dead_letter FOR UPDATE");
                operator.get(Host.PATH + "/delivery/pause");
                String order = operator.post(Host.PATH + "/dead-letters/orders", "action=discard&note=x")
                        .location()
                        .replaceFirst(".*/shop", "");
                String underWay = operator.get(order).body();
                assertThat(underWay).contains("/progress\"");
                allBelow("/shop" + Host.PATH, underWay);
            }
        }
    }

    private static void allBelow(String path, String body) {
        assertThat(ADDRESS.matcher(body).results().map(address -> address.group(2)))
                .isNotEmpty()
                .allMatch(address -> address.startsWith(path));
    }
}
