package dev.postrider.console.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.postrider.console.browser.BrowserExtension;
import dev.postrider.console.browser.Look;
import dev.postrider.console.browser.TestBrowser;
import dev.postrider.console.browser.TestPage;
import dev.postrider.console.host.Host;
import dev.postrider.console.host.WebClient;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A night on call, with the six questions of docs/on-call.md, in the browser alone. */
@PostriderTest
@ExtendWith(BrowserExtension.class)
class FaultWalkTest {
    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);

    private final TestBrowser browser;

    FaultWalkTest(TestBrowser browser) {
        this.browser = browser;
    }

    @Test
    void clickHouseStopsAndComesBack(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
                Host host = Host.start(
                        postgres,
                        clickHouse.through(proxy),
                        "management.endpoints.web.exposure.include=health,prometheus",
                        "management.endpoint.health.show-components=always");
                TestPage open = browser.open(Look.WIDE_LIGHT)) {
            publish(postgres, "{\"email\":\"ada@example.com\"}");
            Page page = open.page();
            page.navigate(host.console());
            page.getByLabel("Name").fill(Host.OPERATOR);
            page.getByLabel("Password").fill(Host.PASSWORD);
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Log in"))
                    .click();
            assertThat(page.locator("#headline")).containsText("Events flow", SOON);

            proxy.refuse();
            publish(postgres, "{\"email\":\"bob@example.com\"}");
            // are events flowing? since when not? why? - without a click
            assertThat(page.locator("#headline")).containsText("Events are not delivered", SOON);
            assertThat(page.locator("#reason")).containsText(Pattern.compile("ClickHouse: .*Connection refused"));
            assertThat(page.locator("#advice"))
                    .containsText("See that ClickHouse works. Delivery goes on by itself then; nothing is lost");
            assertThat(page.locator(".headline")).containsText(Pattern.compile("Since 20\\d\\d-"));
            assertThat(page.locator("#pending dd")).containsText("1");
            WebClient client = new WebClient(host.base());
            assertThat(client.get("/actuator/health/postrider/delivery").body()).contains("DOWN");
            assertThat(client.get("/actuator/prometheus").body()).contains("postrider_delivering 0.0");
            open.screenshot("outage");

            proxy.passThrough();
            assertThat(page.locator("#headline")).containsText("Events flow", SOON);
            assertThat(page.locator("#pending dd")).containsText("0", SOON);
            assertThat(clickHouse.queryOne("SELECT toString(arraySort(groupArray(event_id))) FROM event_log"))
                    .isEqualTo("[1,2]");

            // what was it? - afterwards, in two clicks
            page.getByText("History", new Page.GetByTextOptions().setExact(true))
                    .click();
            page.locator("tr")
                    .filter(new Locator.FilterOptions().setHasText("not delivering"))
                    .locator("a")
                    .first()
                    .click();
            assertThat(page.locator("#headline")).containsText("Events are not delivered");
            assertThat(page.locator("#reason")).containsText(Pattern.compile("ClickHouse: .*Connection refused"));
            open.screenshot("past");

            // where is event 2?
            page.getByLabel("Find an event by its id").fill("2");
            page.keyboard().press("Enter");
            assertThat(page.locator(".timeline").first()).containsText("In the event log", SOON);

            // did everything arrive?
            page.getByText("Verification").click();
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Compare"))
                    .click();
            assertThat(page.locator("#comparison")).containsText("all is there, once, as it was published", SOON);
            open.mustBeSound();
        }
    }

    @Test
    void everythingCanBeDoneByKeyboard(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (Host host = Host.start(postgres, clickHouse);
                TestPage open = browser.open(Look.NARROW_DARK)) {
            postgres.execute(
                    "INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment,"
                            + " event_context, metadata_version, batch_no, reason_code, reason)"
                            + " VALUES (7, '3', 'user_created', now(), 'Local', '{}', 1, 1, 117, 'too long')");
            Page page = open.page();
            page.navigate(host.console() + "/dead-letters");
            assertThat(page.getByLabel("Name")).isFocused();
            type(page, Host.OPERATOR);
            page.keyboard().press("Tab");
            type(page, Host.PASSWORD);
            page.keyboard().press("Enter");
            assertThat(page.getByRole(AriaRole.TABLE)).containsText("too long", SOON);

            page.keyboard().press("Tab");
            assertThat(page.getByText("To the content")).isFocused();
            tabTo(page, "Requeue all that match…");
            page.keyboard().press("Enter");
            assertThat(page.getByLabel("Why?")).isFocused();
            type(page, "by keyboard");
            page.keyboard().press("Enter");
            assertThat(page.locator("#progress")).containsText("1 dead letter, in", SOON);
            open.mustBeSound();
        }
    }

    private static void type(Page page, String text) {
        page.keyboard().type(text);
    }

    /** Presses Tab until something has the focus. */
    private static void tabTo(Page page, String text) {
        for (int pressed = 0; pressed < 60; pressed++) {
            if (text.equals(page.evaluate("() => document.activeElement.textContent.trim()"))) {
                return;
            }
            page.keyboard().press("Tab");
        }
        assertThat(page.evaluate("() => document.activeElement.textContent")).isEqualTo(text);
    }

    private static void publish(PostgresDatabase postgres, String context) {
        postgres.execute("SELECT postrider.publish('user_created', '" + context + "', 'Local')");
    }
}
