package dev.postrider.console.oidc;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.postrider.console.access.FirstLogin;
import dev.postrider.console.access.Passwords;
import dev.postrider.console.browser.BrowserExtension;
import dev.postrider.console.browser.Look;
import dev.postrider.console.browser.TestBrowser;
import dev.postrider.console.browser.TestPage;
import dev.postrider.console.host.Host;
import dev.postrider.console.host.WebClient;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Logins at a provider, wherever the application is and however the provider is. */
@PostriderTest
@ExtendWith(BrowserExtension.class)
class OidcPlacesTest {
    private static final Map<String, Object> ADA = Map.of("preferred_username", "ada", "groups", List.of("on-call"));

    private final TestBrowser browser;

    OidcPlacesTest(TestBrowser browser) {
        this.browser = browser;
    }

    @Test
    void aPersonFollowsTheLinkAndIsIn(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (MockProvider provider = MockProvider.start();
                Host host = start(postgres, clickHouse, MockProvider.settings(provider.issuer()));
                TestPage open = browser.open(Look.NARROW_DARK)) {
            provider.says(ADA);
            Page page = open.page();
            page.navigate(host.console() + "/history");
            open.screenshot("login-oidc");
            open.mustBeSound();
            open.mustBeAccessible();
            page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Log in with Example Login"))
                    .click();

            assertThat(page.getByText("oidc ada")).isVisible();
            assertThat(page.url()).endsWith("/postrider/history");
            page.getByText("Log out").click();
            assertThat(page.getByText("You are logged out.")).isVisible();
            open.mustBeSound();
        }
    }

    @Test
    void whoIsConfiguredLogsInBesideTheProvider(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (MockProvider provider = MockProvider.start();
                Host host = start(
                        postgres,
                        clickHouse,
                        MockProvider.settings(
                                provider.issuer(),
                                "postrider.console.users=ada:viewer:" + Passwords.hash("a-password-of-ada")));
                TestPage open = browser.open(Look.WIDE_LIGHT)) {
            WebClient local = new WebClient(host.base());
            assertThat(local.logIn(Host.PATH, "ada", "a-password-of-ada").location())
                    .endsWith(Host.PATH);
            assertThat(local.get(Host.PATH).body()).contains("<b>ada</b>", "(viewer)");
            WebClient provided = new WebClient(host.base());
            assertThat(provider.logIn(provided, ADA).location()).endsWith(Host.PATH);
            assertThat(provided.get(Host.PATH).body())
                    .contains("<b>oidc ada</b>")
                    .doesNotContain("(viewer)");
            assertThat(host.beans(FirstLogin.class)).isEmpty();

            open.page().navigate(host.console());
            open.screenshot("login-both");
            open.mustBeSound();
            open.mustBeAccessible();
        }
    }

    @Test
    void aProviderThatIsAwayKeepsNothingFromStartingAndIsFoundWhenItComes(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        int port = MockProvider.freePort();
        String issuer = MockProvider.issuer(port);
        try (Host host = start(postgres, clickHouse, MockProvider.settings(issuer))) {
            WebClient client = new WebClient(host.base());
            assertThat(client.get(Host.PATH + "/login").body()).contains("Log in with Example Login");
            assertThat(client.get(Host.PATH + "/login/oidc?to=/postrider/history")
                            .location())
                    .endsWith("/login?away&to=%2Fpostrider%2Fhistory");
            assertThat(client.get(Host.PATH + "/login?away").body())
                    .contains("Example Login can’t be reached at the moment");

            try (MockProvider provider = MockProvider.start(port)) {
                provider.says(ADA);
                await().until(() ->
                        client.get(Host.PATH + "/login/oidc").location().startsWith(issuer + "/authorize"));
                assertThat(provider.logIn(client, ADA).location()).endsWith(Host.PATH);
                assertThat(client.get(Host.PATH).status()).isEqualTo(200);
            }
            assertThat(client.get(Host.PATH).status()).as("who is in stays in").isEqualTo(200);
        }
    }

    @Test
    void aProviderThatGoesAwayBeforeItsTokenIsAskedForIsCalledAway(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        MockProvider provider = MockProvider.start();
        try (Host host = start(postgres, clickHouse, MockProvider.settings(provider.issuer()))) {
            WebClient client = new WebClient(host.base());
            provider.says(ADA);
            String back = provider.visit(client, "");
            provider.close();

            assertThat(client.get(back).location()).contains("/login?away");
            assertThat(client.cookie("JSESSIONID")).isNull();
        } finally {
            provider.close();
        }
    }

    @Test
    void belowAContextPathTheAddressToComeBackToBeginsWithIt(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (MockProvider provider = MockProvider.start();
                Host host = start(
                        postgres,
                        clickHouse,
                        MockProvider.settings(provider.issuer(), "server.servlet.context-path=/shop"))) {
            provider.says(ADA);
            WebClient client = new WebClient(host.base());
            String asked = client.get("/shop/postrider/login/oidc").location();
            assertThat(asked).contains("redirect_uri=" + host.base() + "/shop/postrider/login/oidc/callback");
            assertThat(client.cookies()).singleElement().asString().contains("Path=/shop/postrider/login/oidc");
            assertThat(client.get(provider.visitAt(asked)).location()).endsWith("/shop/postrider");
            assertThat(client.get("/shop/postrider").status()).isEqualTo(200);
        }
    }

    @Test
    void behindAProxyTheAddressToComeBackToIsTheProxys(PostgresDatabase postgres, ClickHouseDatabase clickHouse)
            throws IOException, InterruptedException {
        try (MockProvider provider = MockProvider.start();
                Host host = start(
                        postgres,
                        clickHouse,
                        MockProvider.settings(provider.issuer(), "server.forward-headers-strategy=framework"))) {
            HttpResponse<String> asked = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(host.console() + "/login/oidc"))
                                    .header("X-Forwarded-Proto", "https")
                                    .header("X-Forwarded-Host", "ops.example.com")
                                    .header("X-Forwarded-Prefix", "/tools")
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(asked.headers().firstValue("location").orElseThrow())
                    .contains("redirect_uri=https://ops.example.com/tools/postrider/login/oidc/callback");
            assertThat(asked.headers().firstValue("set-cookie").orElseThrow())
                    .contains("Secure", "Path=/tools/postrider/login/oidc");
        }
    }

    private static Host start(PostgresDatabase postgres, ClickHouseDatabase clickHouse, String... settings) {
        return Host.startWithoutAccounts(InstantSource.system(), postgres, clickHouse, settings);
    }
}
