package dev.postrider.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.console.host.Host;
import dev.postrider.console.host.Route;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.host.WebClient.Answer;
import dev.postrider.relay.tools.account.Accounts;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may see what of the console. */
class AccessTest {
    private static volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private static PostgresDatabase postgres;
    private static ClickHouseDatabase clickHouse;
    private static Host host;

    @BeforeAll
    static void start() {
        postgres = TestServers.newPostgresDatabase();
        clickHouse = TestServers.newClickHouseDatabase();
        host = Host.start(() -> now, postgres, clickHouse, "postrider.relay.enabled=false");
    }

    @AfterAll
    static void stop() {
        host.close();
        clickHouse.close();
        postgres.close();
    }

    @Test
    void everyRouteRefusesStrangers() {
        WebClient stranger = new WebClient(host.base());
        stranger.get(Host.PATH + "/login");
        for (Route route : Route.all(host)) {
            if (isForStrangers(route)) {
                continue;
            }
            Answer answer = route.method().equals("GET")
                    ? stranger.get(route.path())
                    : stranger.post(route.path(), "action=requeue&note=x");
            assertThat(answer.status()).as(route.toString()).isIn(302, 401, 403);
            if (answer.status() == 302) {
                assertThat(answer.header("location")).as(route.toString()).contains(Host.PATH + "/login?to=");
            }
            assertThat(answer.body()).as(route.toString()).isEmpty();
        }
        assertThat(stranger.cookie("JSESSIONID")).as("a session for a stranger").isNull();
    }

    @Test
    void everyChangeRefusesViewers() {
        WebClient viewer = new WebClient(host.base());
        viewer.logIn(Host.PATH, Host.VIEWER, Host.PASSWORD);
        List<Route> changes = Route.all(host).stream()
                .filter(route -> !route.method().equals("GET") && !isForStrangers(route))
                .filter(route -> !route.path().endsWith("/cancel"))
                .toList();
        assertThat(changes).hasSizeGreaterThan(3);
        // with the token of a form, so that nothing but the role is in the way
        viewer.get(Host.PATH);
        assertThat(viewer.post(Host.PATH + "/logout", "").status()).isEqualTo(302);
        viewer.logIn(Host.PATH, Host.VIEWER, Host.PASSWORD);
        viewer.get(Host.PATH);
        for (Route route : changes) {
            Answer answer = viewer.post(route.path(), "action=requeue&note=x");
            assertThat(answer.status()).as(route.toString()).isEqualTo(403);
            assertThat(answer.body()).as(route.toString()).contains("You may look, and not change anything");
        }
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.operator_action"))
                .isEqualTo("0");
    }

    @Test
    void viewersSeeEveryPage() {
        WebClient viewer = new WebClient(host.base());
        viewer.logIn(Host.PATH, Host.VIEWER, Host.PASSWORD);
        for (String page : List.of(
                "",
                "/batches",
                "/dead-letters",
                "/outbox",
                "/relays",
                "/verification",
                "/replay",
                "/history",
                "/audit",
                "/doctor")) {
            assertThat(viewer.get(Host.PATH + page).status()).as(page).isEqualTo(200);
        }
    }

    @Test
    void tokensAreForOperatorsAlone() {
        WebClient viewer = new WebClient(host.base());
        viewer.logIn(Host.PATH, Host.VIEWER, Host.PASSWORD);
        for (String page : List.of("/tokens", "/tokens/", "/tokens/1/revoke", "/tokens?outbox=")) {
            assertThat(viewer.get(Host.PATH + page).status()).as(page).isEqualTo(403);
        }
        assertThat(viewer.get(Host.PATH).body()).doesNotContain("/tokens");

        WebClient operator = new WebClient(host.base());
        operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
        assertThat(operator.get(Host.PATH + "/tokens").status()).isEqualTo(200);
        assertThat(operator.get(Host.PATH).body()).contains("/tokens");
    }

    @Test
    void aChangeWithoutTheFormsTokenIsRefused() {
        WebClient operator = new WebClient(host.base());
        operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);

        assertThat(operator.postWithoutToken(Host.PATH + "/delivery/pause", "note=x")
                        .status())
                .isEqualTo(403);
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.delivery_pause"))
                .isEqualTo("0");
    }

    @Test
    void theApplicationAroundItIsOpenAsBefore() {
        WebClient stranger = new WebClient(host.base());

        assertThat(stranger.get("/shop").body()).isEqualTo("a shop");
        assertThat(stranger.get("/actuator/health").status()).isIn(200, 503);
        assertThat(stranger.postWithoutToken("/shop", "").body()).isEqualTo("bought");
        assertThat(stranger.cookies()).isEmpty();
    }

    @Test
    void pagesMayLoadOnlyWhatTheConsoleServesAndBeFramedNowhere() {
        WebClient operator = new WebClient(host.base());
        operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
        for (String page : List.of("", "/login", "/nowhere", "/dead-letters")) {
            assertThat(operator.get(Host.PATH + page).header("content-security-policy"))
                    .as(page)
                    .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(operator.get(Host.PATH + page).header("cache-control"))
                    .as(page)
                    .contains("no-store");
        }
    }

    @Test
    void cookiesAreForTheConsoleAlone() {
        WebClient operator = new WebClient(host.base());
        operator.setCookie("JSESSIONID", "chosenbyastranger");
        operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);

        assertThat(operator.cookies()).allMatch(cookie -> cookie.contains("HttpOnly"));
        assertThat(operator.cookie("JSESSIONID")).isNotNull().isNotEqualTo("chosenbyastranger");
    }

    @Test
    void afterALoginThePageIsShownThatWasAskedForAndNoOtherSite() {
        WebClient operator = new WebClient(host.base());

        assertThat(operator.get(Host.PATH + "/history?since=-2h").header("location"))
                .endsWith("/postrider/login?to=%2Fpostrider%2Fhistory%3Fsince%3D-2h");
        assertThat(operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD, "/postrider/history?since=-2h")
                        .header("location"))
                .endsWith("/postrider/history?since=-2h");
        for (String elsewhere : List.of(
                "//evil.example",
                "https://evil.example",
                "/postriders",
                "/postrider/../shop",
                "/postrider/%2E%2e/shop",
                "/postrider//evil.example",
                "/shop",
                "/postrider\r\nX: y")) {
            assertThat(operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD, elsewhere)
                            .header("location"))
                    .as(elsewhere)
                    .endsWith(Host.PATH);
        }
    }

    @Test
    void aLoginEndsAfterItsTimeAndWithItsAccount() throws SQLException {
        Accounts accounts = new Accounts(postgres.dataSource());
        accounts.add("guest", Role.OPERATOR, Passwords.hash("a-password-of-a-guest"));
        WebClient guest = new WebClient(host.base());
        guest.logIn(Host.PATH, "guest", "a-password-of-a-guest");
        assertThat(guest.get(Host.PATH).status()).isEqualTo(200);

        accounts.changeRole("guest", Role.VIEWER);
        now = now.plus(LoginCheck.REMEMBERED).plusSeconds(1);
        assertThat(guest.get(Host.PATH).status()).isEqualTo(302);

        guest.logIn(Host.PATH, "guest", "a-password-of-a-guest");
        assertThat(guest.get(Host.PATH).status()).isEqualTo(200);
        accounts.remove("guest");
        now = now.plus(LoginCheck.REMEMBERED).plusSeconds(1);
        assertThat(guest.get(Host.PATH).status()).isEqualTo(302);

        WebClient operator = new WebClient(host.base());
        operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
        now = now.plus(Duration.ofHours(12)).plusSeconds(1);
        assertThat(operator.get(Host.PATH).status()).isEqualTo(302);
    }

    @Test
    void whoLogsOutIsAStrangerAgain() {
        WebClient operator = new WebClient(host.base());
        operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);

        operator.get(Host.PATH);
        assertThat(operator.post(Host.PATH + "/logout", "").header("location")).endsWith("/login?out");
        assertThat(operator.get(Host.PATH).status()).isEqualTo(302);
    }

    @Test
    void whoLogsOutKeepsWhatTheApplicationKnowsOfThem() {
        WebClient operator = new WebClient(host.base());
        operator.get("/basket");
        operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
        assertThat(operator.get("/basket").body()).isEqualTo("2 in the basket");

        operator.get(Host.PATH);
        operator.post(Host.PATH + "/logout", "");

        assertThat(operator.get(Host.PATH).status()).isEqualTo(302);
        assertThat(operator.get("/basket").body()).isEqualTo("3 in the basket");
    }

    @Test
    void aFormThatIsSentAfterTheLoginHasEndedSaysThatNothingWasChanged() {
        WebClient operator = new WebClient(host.base());
        operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
        operator.get(Host.PATH + "/delivery/pause");
        operator.setCookie("JSESSIONID", "ended");

        String login = operator.post(Host.PATH + "/delivery/pause", "note=x").location();

        assertThat(login).endsWith("/postrider/login?to=%2Fpostrider&ended");
        assertThat(operator.get(login.substring(host.base().length())).body()).contains("Nothing was changed");
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.delivery_pause"))
                .isEqualTo("0");
    }

    @Test
    void aFormWithoutATokenTellsAStrangerNothingOfDelivery() {
        Answer refused = new WebClient(host.base()).postWithoutToken(Host.PATH + "/login", "username=x&password=y");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("Log in").doesNotContain("<nav", "class=\"chip\"");
    }

    @Test
    void theLoginPageIsOpenToThoseAloneWhoLookAtIt() throws IOException, InterruptedException {
        // a form that somebody made up, with nothing random in its token
        String token = Base64.getUrlEncoder().encodeToString("\0\0\0abc".getBytes(StandardCharsets.UTF_8));
        for (String page : List.of("/login", "/login?out", "/login?error", "/assets/icon.svg")) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(host.console() + page))
                                    .header("Cookie", "POSTRIDER-CONSOLE-CSRF=abc")
                                    .header("X-XSRF-TOKEN", token)
                                    .PUT(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(page).isEqualTo(401);
            assertThat(answer.body()).as(page).isEmpty();
        }
    }

    @Test
    void afterAFewFailuresTheNextAttemptsWait() {
        WebClient client = new WebClient(host.base());
        for (int attempt = 0; attempt < LoginAttempts.FREE; attempt++) {
            assertThat(client.logIn(Host.PATH, "nobody", "wrong-password").header("location"))
                    .endsWith("/login?error");
        }
        Answer refused = client.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 60);
        assertThat(refused.body()).contains("Try again in " + refused.header("retry-after") + " s.");

        now = now.plus(Duration.ofMinutes(20));
        assertThat(client.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD).header("location"))
                .endsWith(Host.PATH);
    }

    @Test
    void aPartOfAPageAsksTheBrowserToLogInAnew() {
        WebClient stranger = new WebClient(host.base());

        Answer answer = stranger.getAsPart(Host.PATH + "/overview/live");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("hx-redirect")).isEqualTo("/postrider/login");
    }

    private static boolean isForStrangers(Route route) {
        return Set.of(Host.PATH + "/login", Host.PATH + "/denied").contains(route.path())
                || route.path().startsWith(Host.PATH + "/assets/");
    }
}
