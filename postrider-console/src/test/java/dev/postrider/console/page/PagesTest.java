package dev.postrider.console.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.postrider.console.browser.BrowserExtension;
import dev.postrider.console.browser.Look;
import dev.postrider.console.browser.TestBrowser;
import dev.postrider.console.browser.TestPage;
import dev.postrider.console.host.Host;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages, as people use them: each on a phone in the dark; that all fit into wide windows in the light is seen besides. */
@ExtendWith(BrowserExtension.class)
class PagesTest {
    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(20_000);

    private static final LocatorAssertions.IsVisibleOptions VISIBLE_SOON =
            new LocatorAssertions.IsVisibleOptions().setTimeout(20_000);

    private static PostgresDatabase postgres;
    private static ClickHouseDatabase clickHouse;
    private static Host host;

    private final TestBrowser browser;

    PagesTest(TestBrowser browser) {
        this.browser = browser;
    }

    @BeforeAll
    static void start() {
        postgres = TestServers.newPostgresDatabase();
        clickHouse = TestServers.newClickHouseDatabase();
        host = Host.start(postgres, clickHouse);
        tellOfTheLastHour();
        publish("{\"email\":\"ada@example.com\",\"number\":12345678901234567890,\"date\":\"2026-01-01\"}");
    }

    /** What relays have told in the last hour, as if there had been more than a test's events. */
    private static void tellOfTheLastHour() {
        postgres.execute("""
                INSERT INTO postrider.delivery_history (told_at, owner, state, pending, pending_is_at_least, lag_millis, delivered,
                  dead_letters, outbox_bytes, batches, inserts, insert_millis, longest_insert_millis)
                SELECT now() - make_interval(mins => n), 'relay', 'flowing', 40 + 30 * (n % 3), false, 300 + 90 * (n % 5),
                  -20000 * n, 2, 4000000 + 90000 * (n % 7), 60 * (60 - n), 60, 60 * (30 + n % 11), 90 + n % 40
                FROM generate_series(2, 60) n""");
    }

    @AfterAll
    static void stop() {
        host.close();
        clickHouse.close();
        postgres.close();
    }

    @BeforeEach
    void clear() {
        postgres.execute("DELETE FROM postrider.dead_letter; DELETE FROM postrider.dead_letter_decision;"
                + " UPDATE postrider.delivery_pause SET resumed_at = now() WHERE resumed_at IS NULL");
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

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void oneEventIsFoundByItsId(Look look) {
        try (TestPage open = logIn(look, Host.VIEWER, "")) {
            Page page = open.page();
            page.getByLabel("Find an event by its id").fill("1");
            page.keyboard().press("Enter");
            assertThat(page.locator(".timeline")).containsText("In the event log", SOON);
            assertThat(page.locator(".timeline")).containsText("As it was published yes");
            open.screenshot("event-" + look);
            open.mustBeSound();
            open.mustBeAccessible();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void theDoctorLooksAgain(Look look) {
        try (TestPage open = logIn(look, Host.VIEWER, "/doctor")) {
            Page page = open.page();
            assertThat(page.locator("#findings")).containsText("postgres.version", SOON);
            page.getByText("Look again").click();
            assertThat(page.locator("#findings")).containsText("postgres.version", SOON);
            open.screenshot("doctor-" + look);
            open.mustBeSound();
            open.mustBeAccessible();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void historyTellsWhatWasKnownAtAnotherTime(Look look) {
        try (TestPage open = logIn(look, Host.VIEWER, "/history")) {
            Page page = open.page();
            assertThat(page.locator("tbody")).containsText(Pattern.compile("flowing|nothing to do"));
            open.screenshot("history-" + look);
            open.mustBeSound();
            open.mustBeAccessible();

            page.locator("tbody a").first().click();
            assertThat(page.locator("#headline")).containsText(Pattern.compile("Events flow|Everything is delivered"));
            open.mustBeSound();

            page.navigate(host.console() + "?at=2001-01-01T00:00Z");
            assertThat(page.locator("#headline")).containsText("Whether events were delivered is not known");
            assertThat(page.locator("#reason")).containsText("what is kept begins at");
            open.mustBeSound();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void batchesAreFoundAndOpened(Look look) {
        try (TestPage open = logIn(look, Host.VIEWER, "/batches")) {
            Page page = open.page();
            assertThat(page.locator("tbody")).containsText("delivered");
            open.screenshot("batches-" + look);
            open.mustBeSound();
            open.mustBeAccessible();

            page.locator("tbody a").last().click();
            assertThat(page.locator(".facts")).containsText("transaction 0, event 0");
            assertThat(page.locator("#events")).containsText("user_created", SOON);
            open.screenshot("batch-" + look);
            open.mustBeSound();
            open.mustBeAccessible();

            page.navigate(host.console() + "/batches?slower=900&state=acknowledged");
            assertThat(page.getByText("None that matches")).isVisible();
            page.navigate(host.console() + "/batches/99");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("The ledger has no batch 99");
            open.forgive("status of 404");
            open.mustBeSound();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void theOutboxShowsItsLeavesAndWhoHoldsItBack(Look look) throws SQLException {
        try (TestPage open = logIn(look, Host.VIEWER, "/outbox");
                Connection holding = postgres.connect();
                Statement statement = holding.createStatement()) {
            holding.setAutoCommit(false);
            statement.execute("SET application_name = 'a <b>forgotten</b> session'; SELECT pg_current_xact_id()");
            open.page().reload();

            assertThat(open.page().locator("table").first()).containsText("written now");
            assertThat(open.page().locator("tbody tr").nth(1).locator("td").last())
                    .hasText("–");
            assertThat(open.page().locator("main")).containsText("a <b>forgotten</b> session");
            open.screenshot("outbox-" + look);
            open.mustBeSound();
            open.mustBeAccessible();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void relaysShowWhoIsActiveAndHowTermsEnded(Look look) {
        try (TestPage open = logIn(look, Host.VIEWER, "/relays")) {
            assertThat(open.page().locator(".headline")).containsText("Active:");
            assertThat(open.page().locator("tbody")).containsText("it holds the lease");
            open.screenshot("relays-" + look);
            open.mustBeSound();
            open.mustBeAccessible();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void aComparisonFindsWhatIsMissingAndARepairSendsIt(Look look) {
        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id = 1 SETTINGS mutations_sync = 2");
        try (TestPage open = logIn(look, Host.OPERATOR, "/verification")) {
            Page page = open.page();
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("What would a repair send?"))
                    .click();
            assertThat(page.locator("#comparison")).containsText("1 missing", SOON);
            assertThat(page.locator("#comparison")).containsText("Would send 1 event.");

            page.getByRole(
                            AriaRole.BUTTON,
                            new GetByRoleOptions().setName("Repair").setExact(true))
                    .click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("A note is needed that says why");
            page.goBack();
            page.getByLabel("Why? (for a repair)").fill("somebody deleted it");
            page.getByRole(
                            AriaRole.BUTTON,
                            new GetByRoleOptions().setName("Repair").setExact(true))
                    .click();
            assertThat(page.locator("#comparison")).containsText("Sent 1 event.", SOON);

            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Compare"))
                    .click();
            assertThat(page.locator("#comparison")).containsText("once, as it was published", SOON);
            open.screenshot("verification-" + look);
            open.forgive("status of 400");
            open.mustBeSound();
            open.mustBeAccessible();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void eventsAreFoundByAFieldOfTheirContext(Look look) {
        try (TestPage open = logIn(look, Host.VIEWER, "/events")) {
            Page page = open.page();
            assertThat(page.getByRole(AriaRole.TABLE)).containsText("user_created", SOON);
            page.getByLabel("Fields of the context").fill("email = ada@example.com and number > 10");
            page.getByLabel("Dated from (UTC)").fill("-1d");
            page.getByRole(
                            AriaRole.BUTTON,
                            new GetByRoleOptions().setName("Find").setExact(true))
                    .last()
                    .click();
            assertThat(page.getByRole(AriaRole.TABLE)).containsText("ada@example.com", SOON);
            assertThat(page.locator(".histogram figcaption")).containsText("1 event", SOON);
            open.screenshot("events-" + look);
            open.mustBeSound();
            open.mustBeAccessible();

            page.getByText("Save this filter").click();
            assertThat(page.locator("#saved-filters a")).hasText("email = ada@example.com and number > 10, -1d");
            page.getByText("The question as SQL").click();
            assertThat(page.locator("details pre")).containsText("SELECT");
            page.locator("#histogram a[tabindex='0']").click();
            assertThat(page.getByRole(AriaRole.TABLE)).containsText("ada@example.com", SOON);

            page.locator("tbody a").first().click();
            assertThat(page.locator("pre.json").first()).containsText("\"number\": 12345678901234567890,");
            open.mustBeSound();

            page.navigate(host.console() + "/events?where=email%20%3D");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("email");
            page.navigate(host.console() + "/events?where=email%20%3D%20nobody");
            assertThat(page.getByText("None that matches.")).isVisible();
            open.forgive("status of 400");
            open.mustBeSound();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void theCatalogueTellsWhatEventsHold(Look look) {
        try (TestPage open = logIn(look, Host.VIEWER, "/catalogue")) {
            Page page = open.page();
            assertThat(page.getByRole(AriaRole.TABLE)).containsText("user_created", SOON);
            open.screenshot("catalogue-" + look);
            open.mustBeSound();
            page.locator("tbody a").first().click();
            assertThat(page.getByRole(AriaRole.TABLE)).containsText("email", SOON);
            open.screenshot("type-" + look);
            open.mustBeSound();
            open.mustBeAccessible();
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

    private TestPage logIn(Look look, String name, String path) {
        TestPage open = browser.open(look);
        Page page = open.page();
        page.navigate(host.console() + path);
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password").fill(Host.PASSWORD);
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Log in"))
                .click();
        assertThat(page.getByText("Log out")).isVisible();
        return open;
    }

    private static void publish(String context) {
        postgres.execute("SELECT postrider.publish('user_created', '" + context + "', 'Local')");
    }

    private static void deadLetters(int number) {
        postgres.execute("INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment,"
                + " event_context, metadata_version, batch_no, reason_code, reason) SELECT 1000 + n, '3', 'user_created',"
                + " now(), 'Local', '{\"number\":12345678901234567890,\"date\":\"2026-01-01T00:00:00Z\"}', 1, 1, 117,"
                + " '<i>Incorrect</i> data: cannot parse the value ' || n FROM generate_series(1, " + number + ") n");
    }
}
