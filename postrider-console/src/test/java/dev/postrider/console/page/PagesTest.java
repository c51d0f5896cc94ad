package dev.postrider.console.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.postrider.console.browser.Look;
import dev.postrider.console.browser.TestBrowser;
import dev.postrider.console.browser.TestPage;
import dev.postrider.console.host.Host;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages, as people use them: each on a phone in the dark; that all fit into wide windows in the light is seen besides. */
class PagesTest extends PageTests {

    PagesTest(TestBrowser browser) {
        super(browser);
    }

    @ParameterizedTest
    @EnumSource
    void theOverviewSaysThatEventsFlow(Look look) {
        deadLetters(3);
        try (TestPage open = logIn(look, Host.OPERATOR, "")) {
            Page page = open.page();
            assertThat(page.locator("#headline"))
                    .containsText(Pattern.compile("Events flow|Everything is delivered"), SOON);
            assertThat(page.locator("#failed dd")).containsText("3", SOON);
            assertThat(page.locator("#relay dd")).containsText("yes");
            assertThat(page.getByRole(AriaRole.TABLE, new GetByRoleOptions().setName("Newest batches")))
                    .containsText("delivered", SOON);
            assertThat(page.getByRole(AriaRole.TABLE, new GetByRoleOptions().setName("Newest dead letters")))
                    .containsText("117: <i>Incorrect</i> data");
            assertThat(page.locator("table i")).hasCount(0);
            assertThat(page.locator("section[aria-labelledby=doctor-title]")).containsText("All findings", SOON);
            assertThat(page.locator("#curves figcaption").first()).containsText("Lag: highest", SOON);
            assertThat(page.locator("#curves canvas").first()).isVisible();
            assertThat(page.locator("#curves")).containsText("Delivered per second: highest 333");
            open.screenshot("overview-" + look);
            open.mustBeSound();
            open.mustBeAccessible();
        }
    }

    @Test
    void theOverviewShowsWhatHappensWithoutBeingReloaded() {
        try (TestPage open = logIn(Look.WIDE_LIGHT, Host.OPERATOR, "")) {
            assertThat(open.page().locator("#failed dd")).containsText("0", SOON);

            deadLetters(7);

            assertThat(open.page().locator("#failed dd")).containsText("7", SOON);
            open.mustBeSound();
        }
    }

    @Test
    void anOverviewWhoseLoginTheServerHasForgottenLeadsToTheLogin() {
        try (TestPage open = logIn(Look.WIDE_LIGHT, Host.OPERATOR, "")) {
            assertThat(open.page().locator("#failed dd")).containsText("0", SOON);
            open.page().context().clearCookies();

            host.bean(LiveTicks.class).stop();

            assertThat(open.page().getByLabel("Password")).isVisible(VISIBLE_SOON);
        } finally {
            host.bean(LiveTicks.class).start();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void deadLettersAreFoundReadAndRequeuedAllThatMatch(Look look) {
        deadLetters(120);
        try (TestPage open = logIn(look, Host.OPERATOR, "/dead-letters")) {
            Page page = open.page();
            assertThat(page.getByRole(AriaRole.TABLE)).containsText("117: <i>Incorrect</i> data");
            assertThat(page.locator("tbody tr")).hasCount(100);
            open.screenshot("dead-letters-" + look);
            open.mustBeSound();
            open.mustBeAccessible();

            page.getByText("Older").click();
            assertThat(page.locator("tbody tr")).hasCount(20);

            page.getByText("By reason").click();
            assertThat(page.locator("tbody tr")).hasCount(1);
            assertThat(page.locator("tbody td").first()).containsText("120");

            page.getByLabel("Reason contains").fill("incorrect");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Filter"))
                    .click();
            page.getByText("One by one").click();
            page.getByText("Requeue all that match…").click();
            assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setLevel(1)))
                    .hasText("Requeue 120 dead letters?");
            open.mustBeSound();
            page.getByLabel("Why?").fill("the column is wider now");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Requeue them"))
                    .click();
            assertThat(page.locator("#progress")).containsText("120 dead letters, in", SOON);
            open.screenshot("order-" + look);
            open.mustBeSound();

            page.getByRole(AriaRole.MAIN).getByText("Audit trail").click();
            assertThat(page.locator("tbody tr").first()).containsText("olga");
            assertThat(page.locator("tbody tr").first()).containsText("the column is wider now");
            open.mustBeSound();
            open.mustBeAccessible();
        }
    }

    @Test
    void someLettersAreChosenAndDiscarded() {
        deadLetters(5);
        try (TestPage open = logIn(Look.WIDE_LIGHT, Host.OPERATOR, "/dead-letters")) {
            Page page = open.page();
            assertThat(page.getByText("Discard chosen…")).isDisabled();
            page.locator("input[name=ids]").nth(0).check();
            page.locator("input[name=ids]").nth(1).check();
            page.getByText("Discard chosen…").click();
            assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setLevel(1)))
                    .hasText("Discard 2 dead letters?");
            page.getByLabel("Why?").fill("test events");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Discard them"))
                    .click();
            assertThat(page.locator("#progress")).containsText("2 dead letters, in", SOON);
            open.mustBeSound();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void aLetterShowsItsEventAsItWasPublished(Look look) {
        deadLetters(1);
        try (TestPage open = logIn(look, Host.VIEWER, "/dead-letters/1001")) {
            Page page = open.page();
            assertThat(page.locator("pre.json").first()).containsText("\"number\": 12345678901234567890,");
            assertThat(page.locator("pre.json").first()).containsText("\"date\": \"2026-01-01T00:00:00Z\"");
            assertThat(page.getByText("Requeue…")).hasCount(0);
            open.screenshot("dead-letter-" + look);
            open.mustBeSound();
            open.mustBeAccessible();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void deliveryIsPausedAndResumed(Look look) {
        try (TestPage open = logIn(look, Host.OPERATOR, "")) {
            Page page = open.page();
            page.getByText("Pause delivery…").click();
            page.getByLabel("Why?").fill("ClickHouse gets a new disk");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Pause delivery"))
                    .click();
            assertThat(page.locator("#headline")).containsText("Delivery is paused", SOON);
            assertThat(page.locator("#reason")).containsText("by olga: ClickHouse gets a new disk");
            assertThat(page.locator("#advice")).containsText("Resume delivery when the reason is gone.");
            open.screenshot("paused-" + look);
            open.mustBeSound();

            page.getByText("Resume delivery…").click();
            page.getByLabel("Why?").fill("it has it");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Resume delivery"))
                    .click();
            assertThat(page.locator("#headline"))
                    .containsText(Pattern.compile("Events flow|Everything is delivered"), SOON);
            open.mustBeSound();
        }
    }

    @Test
    void whatCantBeReadIsSaidInThePagesFrame() {
        try (TestPage open = logIn(Look.NARROW_LIGHT, Host.VIEWER, "/dead-letters?code=many")) {
            assertThat(open.page().getByRole(AriaRole.ALERT)).containsText("code is 'many', must be a whole number");
            open.page().navigate(host.console() + "/nowhere");
            assertThat(open.page().getByRole(AriaRole.ALERT)).containsText("This address leads nowhere.");
            open.forgive("status of 400");
            open.forgive("status of 404");
            open.mustBeSound();
        }
    }

    @Test
    void timesAreShownInTheViewersZoneWhereTheyWantThat() {
        deadLetters(1);
        try (TestPage open = logIn(Look.WIDE_LIGHT, Host.VIEWER, "/dead-letters")) {
            Page page = open.page();
            String utc = page.locator("tbody time").first().textContent();
            page.locator("#zone").click();
            assertThat(page.locator("#zone")).hasText("Europe/Vienna");
            assertThat(page.locator("tbody time").first()).not().hasText(utc);
            open.mustBeSound();
        }
    }

    @Test
    void everyPageFitsIntoWindowsOfEveryWidth() {
        deadLetters(3);
        try (TestPage open = logIn(Look.WIDE_LIGHT, Host.OPERATOR, "")) {
            for (String path : new String[] {
                "",
                "/batches",
                "/batches/1",
                "/dead-letters",
                "/dead-letters/1001",
                "/outbox",
                "/relays",
                "/verification",
                "/replay",
                "/history",
                "/audit",
                "/doctor"
            }) {
                open.page().navigate(host.console() + path);
                assertThat(open.page().locator("h1").first()).isVisible();
                for (int width : new int[] {320, 390, 600, 703, 705, 959, 961, 1100, 1920}) {
                    open.page().setViewportSize(width, 900);
                    open.mustBeSound();
                }
            }
        }
    }
}
