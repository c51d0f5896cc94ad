package dev.postrider.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.postrider.console.host.Host;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.host.WebClient.Answer;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attacker tries before, in and after somebody's login. */
class OidcAttackTest {
    private static final String BACK = Host.PATH + "/login/oidc/callback?";

    private static volatile Duration later = Duration.ZERO;
    private static PostgresDatabase postgres;
    private static ClickHouseDatabase clickHouse;
    private static HostileProvider provider;
    private static Host host;

    private WebClient client;

    @BeforeAll
    static void start() {
        postgres = TestServers.newPostgresDatabase();
        clickHouse = TestServers.newClickHouseDatabase();
        provider = new HostileProvider();
        host = Host.startWithoutAccounts(
                () -> Instant.now().plus(later),
                postgres,
                clickHouse,
                MockProvider.settings(provider.issuer(), "postrider.console.oidc.client-id=" + HostileProvider.CLIENT));
    }

    @AfterAll
    static void stop() {
        host.close();
        provider.close();
        clickHouse.close();
        postgres.close();
    }

    @BeforeEach
    void anotherBrowserLongAfter() {
        client = new WebClient(host.base());
        later = later.plus(Duration.ofMinutes(20));
    }

    @Test
    void aSessionThatAStrangerHasMadeIsNotTheOneThatIsLoggedIn() {
        WebClient stranger = new WebClient(host.base());
        stranger.get("/basket");
        String fixed = String.valueOf(stranger.cookie("JSESSIONID"));
        client.setCookie("JSESSIONID", fixed);
        client.setCookie("POSTRIDER-CONSOLE-CSRF", "fixed-by-a-stranger");
        isIn(logIn(client, same -> {}));

        assertThat(client.cookie("JSESSIONID")).isNotNull().isNotEqualTo(fixed);
        assertThat(stranger.get(Host.PATH).status()).isEqualTo(302);
        client.get(Host.PATH);
        assertThat(client.cookie("POSTRIDER-CONSOLE-CSRF")).isNotNull().isNotEqualTo("fixed-by-a-stranger");
        assertThat(client.get("/basket").body()).as("the application's own").isEqualTo("2 in the basket");
    }

    @Test
    void anAttackersCallbackInAVictimsBrowserLogsNobodyInAndNobodyOut() {
        WebClient attacker = new WebClient(host.base());
        String back = begin(attacker, "");
        provider.says(claims -> claims.claim("preferred_username", "mallory"));

        assertThat(client.get(BACK + back).location()).endsWith("/login?unfinished");
        begin(client, "");
        assertThat(client.get(BACK + back).location()).endsWith("/login?unfinished");
        assertThat(client.cookie("JSESSIONID")).isNull();
        isIn(logIn(client, same -> {}));
        assertThat(client.get(BACK + back).location()).endsWith("/login?unfinished");
        assertThat(client.get(Host.PATH).body()).contains("oidc ada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\" onload=\"x",
                "[[${7*7}]]",
                "token ci",
                "O'Hara; DROP",
                "\\",
                "%s {}"
            })
    void aNameIsTextOnPagesAndInTheAuditTrail(String name) {
        isIn(logIn(client, claims -> claims.claim("preferred_username", name)));

        String page = client.get(Host.PATH).body();
        assertThat(page).doesNotContain("<script>alert", "\" onload=\"x", "49").contains("oidc ");
        assertThat(namesThatPauseHas(name)).isEqualTo("1");
        assertThat(client.get(Host.PATH + "/audit").body()).doesNotContain("<script>alert", "\" onload=\"x");
    }

    @Test
    void theLongestNameIsInTheAuditTrailWhole() {
        isIn(logIn(client, claims -> claims.claim("preferred_username", "😀".repeat(1_000))));

        assertThat(namesThatPauseHas("😀".repeat(100))).isEqualTo("1");
    }

    @Test
    void whoLogsInAgainHasTheRoleOfTheLastTime() {
        isIn(logIn(client, same -> {}));
        assertThat(client.get(Host.PATH).body()).doesNotContain("(viewer)");
        isIn(logIn(client, claims -> claims.claim("groups", "staff")));
        assertThat(client.get(Host.PATH).body()).contains("(viewer)");
        assertThat(client.post(Host.PATH + "/delivery/pause", "note=x").status())
                .isEqualTo(403);

        assertThat(logIn(client, claims -> claims.claim("groups", "guests")).location())
                .contains("/login?refused");
    }

    @Test
    void afterLogoutNoPageIsLeftInTheBrowserAndTheOldSessionIsNobodys() {
        isIn(logIn(client, same -> {}));
        assertThat(client.get(Host.PATH).header("cache-control")).contains("no-store");
        WebClient thief = new WebClient(host.base());
        thief.setCookie("JSESSIONID", String.valueOf(client.cookie("JSESSIONID")));
        assertThat(thief.get(Host.PATH).status()).isEqualTo(200);
        client.post(Host.PATH + "/logout", "");

        assertThat(thief.get(Host.PATH).status()).isEqualTo(302);
    }

    @Test
    void byAnotherMethodACallbackIsNone() {
        String back = begin(client, "");
        provider.says(same -> {});

        assertThat(client.postWithoutToken(BACK + back, back).status()).isEqualTo(403);
        assertThat(client.cookie("JSESSIONID")).isNull();
        isIn(client.get(BACK + back));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%2F%2Fevil.example",
                "%5C%5Cevil.example",
                "%2F%5Cevil.example",
                "%2Fpostrider%2F%2Fevil.example",
                "%2Fpostrider%5C..%5C..",
                "%2Fpostrider%2F%252e%252e%2Fshop",
                "%2Fpostrider%0D%0ASet-Cookie:x=y",
                "%2Fpostrider%00",
                "%2Fpostriderevil",
                "%2Fpostrider@evil.example",
                "javascript:alert(1)"
            })
    void nobodyIsSentElsewhere(String to) {
        Answer in = logIn(client, "?to=" + to, same -> {});

        assertThat(in.location()).isEqualTo(host.console());
        assertThat(client.cookie("x")).isNull();
    }

    @Test
    void theLongestPageComesThroughALogin() {
        String page = Host.PATH + "?" + "%26".repeat(660);
        String to = page.replace("%", "%25").replace("?", "%3F");
        assertThat(logIn(client, "?to=" + to, same -> {}).location()).endsWith(page);

        assertThat(logIn(client, "?to=" + to, claims -> claims.claim("groups", "guests"))
                        .location())
                .contains("/login?refused&to=");
    }

    @Test
    void aProvidersReasonIsOfNoUseToWhoeverWroteIt() {
        String back = begin(client, "").replaceFirst("code=x", "error=%3Cscript%3E%0AWARN&error_description=%3Cb%3E");

        assertThat(client.get(BACK + back).location())
                .contains("/login?unfinished")
                .doesNotContain("script", "WARN", "%3C");
    }

    @Test
    void manyLoginsAtOnceAreKeptByTheirBrowsersAlone() {
        List<WebClient> browsers = new ArrayList<>();
        List<String> backs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            WebClient browser = new WebClient(host.base());
            browsers.add(browser);
            backs.add(begin(browser, ""));
            assertThat(browser.cookie("JSESSIONID")).isNull();
        }
        begin(browsers.get(0), "");
        assertThat(browsers.get(0).get(BACK + backs.get(0)).location())
                .as("the second one of a browser takes the place of the first")
                .endsWith("/login?unfinished");
    }

    private String namesThatPauseHas(String name) {
        client.get(Host.PATH + "/delivery/pause");
        client.post(Host.PATH + "/delivery/pause", "note=x");
        String found = postgres.queryOne("SELECT count(*) FROM postrider.delivery_pause WHERE paused_by = 'oidc "
                + name.replace("'", "''") + "'");
        client.get(Host.PATH + "/delivery/pause");
        client.post(Host.PATH + "/delivery/resume", "note=x");
        return found;
    }

    private static void isIn(Answer answer) {
        assertThat(answer.location()).endsWith(Host.PATH);
    }

    private static String begin(WebClient browser, String query) {
        return provider.visitedAt(browser.get(Host.PATH + "/login/oidc" + query).location());
    }

    private static Answer logIn(WebClient browser, Consumer<JWTClaimsSet.Builder> changes) {
        return logIn(browser, "", changes);
    }

    private static Answer logIn(WebClient browser, String query, Consumer<JWTClaimsSet.Builder> changes) {
        String back = begin(browser, query);
        provider.says(changes);
        return browser.get(BACK + back);
    }
}
