package dev.postrider.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.console.access.FirstLogin;
import dev.postrider.console.access.Passwords;
import dev.postrider.console.host.Host;
import dev.postrider.console.host.Route;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.host.WebClient.Answer;
import dev.postrider.relay.tools.account.Accounts;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.TestServers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Logins where a provider alone has the users. */
@ExtendWith(OutputCaptureExtension.class)
class OidcLoginTest {
    private static final Map<String, Object> ADA =
            Map.of("preferred_username", "ada", "groups", List.of("x", "on-call"));
    private static final Map<String, Object> BOB = Map.of("preferred_username", "bob", "groups", "staff");

    private static volatile Duration later = Duration.ZERO;
    private static PostgresDatabase postgres;
    private static ClickHouseDatabase clickHouse;
    private static MockProvider provider;
    private static Host host;

    private WebClient client;

    @BeforeAll
    static void start() {
        postgres = TestServers.newPostgresDatabase();
        clickHouse = TestServers.newClickHouseDatabase();
        provider = MockProvider.start();
        host = Host.startWithoutAccounts(
                () -> Instant.now().plus(later), postgres, clickHouse, MockProvider.settings(provider.issuer()));
    }

    @AfterAll
    static void stop() {
        host.close();
        provider.close();
        clickHouse.close();
        postgres.close();
    }

    /** Far enough for what failed in another test to be forgotten, and in another browser. */
    @BeforeEach
    void moveOn() {
        client = new WebClient(host.base());
        later = later.plus(Duration.ofMinutes(20));
        // the provider's own times are now's
        later = later.compareTo(Duration.ofDays(1)) > 0 ? Duration.ZERO : later;
    }

    @Test
    void theLoginPageHasOneLinkAndNoPassword() {
        Answer page = client.get(Host.PATH + "/login?to=/postrider/history");

        assertThat(page.body())
                .contains("Log in with Example Login", "href=\"/postrider/login/oidc?to=/postrider/history\"")
                .doesNotContain("password", "<form", "postrider accounts");
        assertThat(client.cookies()).isEmpty();
        assertThat(host.beans(FirstLogin.class)).isEmpty();
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.console_account"))
                .isEqualTo("0");
    }

    @Test
    void anOperatorPausesDeliveryAndTheAuditTrailHasTheirName(CapturedOutput output) {
        assertThat(provider.logIn(client, ADA).location()).endsWith(Host.PATH);
        assertThat(client.get(Host.PATH).body()).contains("oidc ada").doesNotContain("(viewer)");

        client.get(Host.PATH + "/delivery/pause");
        client.post(Host.PATH + "/delivery/pause", "note=x");

        assertThat(postgres.queryOne("SELECT paused_by FROM postrider.delivery_pause"))
                .isEqualTo("oidc ada");
        client.get(Host.PATH + "/delivery/pause");
        client.post(Host.PATH + "/delivery/resume", "note=x");
        assertThat(output.getAll())
                .contains(
                        "somebody has logged in to the console by OpenID Connect",
                        "subject-of-somebody",
                        "role=operator")
                .doesNotContain(MockProvider.SECRET, "code=", "eyJ");
    }

    @Test
    void aViewerLooksAndChangesNothing() {
        provider.logIn(client, BOB);

        assertThat(client.get(Host.PATH).body()).contains("oidc bob", "(viewer)");
        assertThat(client.post(Host.PATH + "/delivery/pause", "note=x").status())
                .isEqualTo(403);
    }

    @Test
    void whoHasNoRoleIsToldSoAndGetsNoSession(CapturedOutput output) {
        Answer back = provider.logIn(client, Map.of("preferred_username", "eve", "groups", List.of("guests")));

        assertThat(back.location()).endsWith("/login?refused&to=%2Fpostrider");
        assertThat(client.get(Host.PATH + "/login?refused").body())
                .contains("Example Login knows you, and you have no role here", "your groups there");
        assertThat(client.cookie("JSESSIONID")).isNull();
        assertThat(output.getAll()).contains("no value of the role claim gives a role", "oidc eve");
    }

    @Test
    void nothingIsKeptOfALoginThatWasBegunButASealedCookie() {
        String asked = client.get(Host.PATH + "/login/oidc").location();

        assertThat(asked)
                .contains(
                        "response_type=code",
                        "code_challenge_method=S256",
                        "nonce=",
                        "state=",
                        "client_id=postrider",
                        "redirect_uri=" + host.base() + "/postrider/login/oidc/callback")
                .doesNotContain(MockProvider.SECRET);
        assertThat(client.cookies()).singleElement().asString().satisfies(cookie -> {
            assertThat(cookie)
                    .startsWith(PendingLogins.COOKIE + "=")
                    .contains("HttpOnly", "SameSite=Lax", "Path=/postrider/login/oidc", "Max-Age=600")
                    .doesNotContain("Secure", asked.replaceFirst(".*state=([^&%]+).*", "$1"));
        });
    }

    @Test
    void theCookieGoesAndTheSessionGetsAnotherName() {
        client.setCookie("JSESSIONID", "chosenbyastranger");
        provider.logIn(client, ADA);

        assertThat(client.cookie(PendingLogins.COOKIE)).isNull();
        assertThat(client.cookie("JSESSIONID")).isNotNull().isNotEqualTo("chosenbyastranger");
        assertThat(client.cookies()).allMatch(cookie -> cookie.contains("HttpOnly"));
    }

    @Test
    void aCallbackWithAnotherStateWithoutACookieOrAgainLogsNobodyIn() {
        provider.says(ADA);
        String back = provider.visit(client, "");
        WebClient other = new WebClient(host.base());

        assertThat(other.get(back).location()).endsWith("/login?unfinished");
        assertThat(client.get(back.replaceFirst("state=[^&]+", "state=another")).location())
                .endsWith("/login?unfinished");
        assertThat(client.get(back).location()).endsWith(Host.PATH);

        String sealed = client.cookie(PendingLogins.COOKIE);
        assertThat(sealed).isNull();
        WebClient again = new WebClient(host.base());
        assertThat(again.get(back).location()).endsWith("/login?unfinished");
    }

    @Test
    void aCodeThatWasUsedIsOfNoUseWithItsCookieEither() {
        provider.says(ADA);
        String back = provider.visit(client, "");
        WebClient thief = new WebClient(host.base());
        thief.setCookie(PendingLogins.COOKIE, String.valueOf(client.cookie(PendingLogins.COOKIE)));
        assertThat(client.get(back).location()).endsWith(Host.PATH);

        assertThat(thief.get(back).location()).contains("/login?unfinished");
        assertThat(thief.get(Host.PATH).status()).isEqualTo(302);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%%%"})
    void aCookieThatWasNotSealedHereIsNone(String value) {
        provider.says(ADA);
        String back = provider.visit(client, "");
        client.setCookie(PendingLogins.COOKIE, value);

        assertThat(client.get(back).location()).endsWith("/login?unfinished");
        client.setCookie(PendingLogins.COOKIE, "x");
        provider.logIn(client, ADA);
    }

    @Test
    void aLoginThatTookTooLongHasToBeginAnew() {
        provider.says(ADA);
        String back = provider.visit(client, "");
        later = later.plus(PendingLogins.LONGEST);

        assertThat(client.get(back).location()).endsWith("/login?unfinished");
        assertThat(client.get(Host.PATH + "/login?unfinished").body()).contains("Nobody was logged in", "ten minutes");
        assertThat(provider.logIn(client, ADA).location()).endsWith(Host.PATH);
    }

    @Test
    void anAnswerToAnotherQuestionIsRefused(CapturedOutput output) {
        String asked = client.get(Host.PATH + "/login/oidc").location();
        provider.says(ADA);
        assertThat(client.get(provider.visitAt(asked.replaceFirst("nonce=[^&]+", "nonce=another")))
                        .location())
                .contains("/login?unfinished");
        assertThat(output.getAll()).contains("invalid_nonce");

        String other = client.get(Host.PATH + "/login/oidc").location();
        assertThat(client.get(provider.visitAt(
                                other.replaceFirst("code_challenge=[^&]+", "code_challenge=" + "A".repeat(43))))
                        .location())
                .contains("/login?unfinished");
        assertThat(output.getAll()).contains("invalid_grant");
    }

    @Test
    void aTokenForAnotherClientOrOfAnotherIssuerOrOfYesterdayIsRefused(CapturedOutput output) {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("aud", List.of("another"), "groups", "on-call"),
                Map.of("iss", "https://evil.example", "groups", "on-call"))) {
            assertThat(provider.logIn(client, wrong).location()).contains("/login?unfinished");
        }
        provider.says(ADA, -7200);
        assertThat(client.get(provider.visit(client, "")).location()).contains("/login?unfinished");

        assertThat(client.get(Host.PATH).status()).isEqualTo(302);
        assertThat(output.getAll()).contains("invalid_id_token").doesNotContain("eyJ");
    }

    @Test
    void whatTheTokenLeavesOutIsAskedFor() {
        provider.isShort(true);
        try {
            assertThat(provider.logIn(client, ADA).location()).endsWith(Host.PATH);
        } finally {
            provider.isShort(false);
        }
        assertThat(client.get(Host.PATH).body()).contains("oidc ada").doesNotContain("(viewer)");
    }

    @Test
    void whatTheProviderSaysInPlaceOfACodeIsNotRepeated() {
        client.get(Host.PATH + "/login/oidc");
        String state = client.get(Host.PATH + "/login/oidc").location().replaceFirst(".*[?&]state=([^&]+).*", "$1");

        Answer back = client.get(
                Host.PATH + "/login/oidc/callback?error=access_denied&error_description=call+555&state=" + state);

        assertThat(back.location()).contains("/login?unfinished").doesNotContain("555", "denied");
    }

    @Test
    void afterALoginThePageIsShownThatWasAskedForAndNoOtherSite() {
        provider.says(ADA);
        assertThat(client.get(provider.visit(client, "?to=%2Fpostrider%2Fhistory%3Fsince%3D-2h"))
                        .location())
                .endsWith("/postrider/history?since=-2h");
        for (String elsewhere :
                List.of("//evil.example", "https://evil.example", "/shop", "/postrider/../shop", "%0d%0aX:y")) {
            provider.says(ADA);
            assertThat(client.get(provider.visit(client, "?to=" + elsewhere)).location())
                    .as(elsewhere)
                    .endsWith(Host.PATH);
        }
    }

    @Test
    void aLoginEndsAfterItsTimeAndAtLogout() {
        provider.logIn(client, ADA);
        client.get(Host.PATH);
        assertThat(client.post(Host.PATH + "/logout", "").location()).endsWith("/login?out");
        assertThat(client.get(Host.PATH).status()).isEqualTo(302);

        provider.logIn(client, ADA);
        later = later.plus(Duration.ofHours(12)).minusSeconds(60);
        assertThat(client.get(Host.PATH).status()).isEqualTo(200);
        later = later.plusSeconds(120);
        assertThat(client.get(Host.PATH).status()).isEqualTo(302);
    }

    @Test
    void anAccountOfTheSameNameIsSomebodyElseAndCantLogIn() throws SQLException {
        Accounts accounts = new Accounts(postgres.dataSource());
        accounts.add("ada", Role.VIEWER, Passwords.hash("a-password-of-ada"));
        try {
            provider.logIn(client, ADA);
            assertThat(client.get(Host.PATH).body()).contains("oidc ada").doesNotContain("(viewer)");
            // with the token of a form, so that nothing else is in the way
            assertThat(client.post(Host.PATH + "/login", "username=ada&password=a-password-of-ada")
                            .status())
                    .isEqualTo(404);
            assertThat(client.get(Host.PATH).body()).contains("oidc ada").doesNotContain("(viewer)");
        } finally {
            accounts.remove("ada");
        }
    }

    @Test
    void aStrangerWhoMakesUpAFormSeesNothingOfDelivery() {
        client.setCookie("POSTRIDER-CONSOLE-CSRF", "abc");
        // as a form has it, with nothing random in it
        String token = Base64.getUrlEncoder().encodeToString("\0\0\0abc".getBytes(StandardCharsets.UTF_8));

        Answer answer = client.postWithoutToken(Host.PATH + "/login", "username=x&_csrf=" + token);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void failuresWaitAndStrangersCallbacksDoNot() {
        for (int attempt = 0; attempt < 20; attempt++) {
            assertThat(client.get(Host.PATH + "/login/oidc/callback?code=x&state=y")
                            .location())
                    .endsWith("/login?unfinished");
        }
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThat(provider.logIn(client, Map.of("groups", "guests")).location())
                    .contains("/login?refused");
        }
        provider.says(ADA);
        String back = provider.visit(client, "");
        Answer refused = client.get(back);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("Try again in " + refused.header("retry-after") + " s.");

        later = later.plusSeconds(120);
        assertThat(client.get(back).location()).endsWith(Host.PATH);
    }

    @Test
    void everyRouteStillRefusesStrangers() {
        for (Route route : Route.all(host)) {
            boolean isOpen = route.path().equals(Host.PATH + "/login")
                    || route.path().equals(Host.PATH + "/denied")
                    || route.path().startsWith(Host.PATH + "/assets/");
            Answer answer = route.method().equals("GET")
                    ? client.get(route.path())
                    : client.post(route.path(), "action=requeue&note=x");
            assertThat(isOpen || List.of(302, 401, 403).contains(answer.status()))
                    .as("%s: %d", route, answer.status())
                    .isTrue();
        }
        assertThat(client.cookie("JSESSIONID")).as("a session for a stranger").isNull();
    }
}
