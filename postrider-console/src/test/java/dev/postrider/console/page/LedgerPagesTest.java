package dev.postrider.console.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.postrider.console.browser.Look;
import dev.postrider.console.browser.TestBrowser;
import dev.postrider.console.browser.TestPage;
import dev.postrider.console.host.Host;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages that show what the ledger and the event log have, as people use them. */
class LedgerPagesTest extends PageTests {

    LedgerPagesTest(TestBrowser browser) {
        super(browser);
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
            assertThat(page.locator("#attempts")).containsText("None failed");
            assertThat(page.locator("#attempts tbody")).containsText("stored");
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
    void aReplaySendsWhatItsDryRunHasCounted(Look look) {
        clickHouse.execute("DROP TABLE IF EXISTS sent_again");
        try (TestPage open = logIn(look, Host.OPERATOR, "/replay")) {
            Page page = open.page();
            press(page, "Dry run");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("Say which events");
            page.goBack();
            page.getByLabel("Types, one a line").fill("user_created");
            page.getByLabel("Dated from (UTC)").fill("-1d");
            page.getByLabel("To another table").fill("sent_again");
            press(page, "Dry run");
            assertThat(page.locator("#run")).containsText("1 event matches, 0 are in", SOON);
            assertThat(page.locator("#run")).containsText("would send 1.");
            assertThat(page.getByLabel("To another table")).hasValue("sent_again");
            assertEquals("0", clickHouse.queryOne("EXISTS TABLE sent_again"), "a dry run makes no table");

            page.getByLabel("Why?").fill(" ");
            press(page, "Send 1 event");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("A note is needed that says why");
            page.goBack();
            page.getByLabel("Why?").fill("a table for <b>analysts</b>");
            press(page, "Send 1 event");
            assertThat(page.locator("#run")).containsText("sent 1.", SOON);
            assertEquals(
                    clickHouse.queryOne(
                            "SELECT toString((event_id, event_type, event_context)) FROM event_log WHERE event_id = 1"),
                    clickHouse.queryOne("SELECT toString((event_id, event_type, event_context)) FROM sent_again"));
            page.reload();
            assertThat(page.getByRole(AriaRole.TABLE)).containsText("replay to " + clickHouse.name() + ".sent_again");
            open.screenshot("replay-" + look);
            open.forgive("status of 400");
            open.mustBeSound();
            open.mustBeAccessible();

            page.navigate(host.console() + "/audit");
            assertThat(page.locator("tbody tr").first()).containsText("a table for <b>analysts</b>");
            assertThat(page.locator("tbody tr").first()).containsText(Host.OPERATOR);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NARROW_DARK")
    void theFieldsOfATypeBeginACondition(Look look) {
        try (TestPage open = logIn(look, Host.VIEWER, "/events")) {
            Page page = open.page();
            page.getByLabel("Type", new Page.GetByLabelOptions().setExact(true)).fill("user_created");
            page.keyboard().press("Tab");
            assertThat(page.getByLabel("Fields of this type")).containsText("email", SOON);
            page.locator("[data-condition='email = ']").focus();
            page.keyboard().press("Enter");
            assertThat(page.getByLabel("Fields of the context")).hasValue("email = ");
            assertThat(page.getByLabel("Fields of the context")).isFocused();
            open.mustBeSound();
            open.mustBeAccessible();
            page.getByLabel("Type", new Page.GetByLabelOptions().setExact(true)).fill("never_seen");
            page.keyboard().press("Tab");
            assertThat(page.getByLabel("Fields of this type")).hasCount(0);
        }
    }

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(button).setExact(true))
                .click();
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

    @ParameterizedTest
    @EnumSource
    void aBatchShowsItsAttempts(Look look) {
        postgres.execute("""
                INSERT INTO postrider.relay_attempt
                  (batch_no, planned_at, number, relay, shard, part, row_count, began_at, ended_at, endpoint, outcome, code, reason)
                SELECT batch_no, planned_at, n, 'relay-1/7/1c9f2e07', 0, CASE n WHEN 3 THEN 5 ELSE 1 END, 10000,
                       timestamptz '2026-11-28 03:12Z' + n * interval '1 s', timestamptz '2026-11-28 03:12:30Z' + n * interval '1 s',
                       'https://clickhouse.internal.example:8443/', (ARRAY['unavailable', 'unknown', 'refused', 'stored'])[least(n, 4)],
                       (ARRAY[252, 0, 469, 0])[least(n, 4)],
                       CASE WHEN n < 4 THEN 'Too many parts (300 with average size of 1.00 MiB). Merges are processing significantly slower than inserts <b>' END
                FROM postrider.relay_batch, unnest(ARRAY[1, 2, 3, 9]) n WHERE batch_no = 1""");
        try (TestPage open = logIn(look, Host.VIEWER, "/batches/1")) {
            Page page = open.page();
            assertThat(page.locator("#attempts tbody tr")).hasCount(4);
            assertThat(page.locator("#attempts tbody tr").first())
                    .containsText(Pattern.compile(
                            "1.*2026-11-28 03:12:01.*30 s.*10,000 events.*https://clickhouse.internal.example:8443/.*unavailable.*252: Too many parts.*<b>",
                            Pattern.DOTALL));
            assertThat(page.locator("#attempts tbody tr").nth(2)).containsText("10,000 events, part 5");
            assertThat(page.locator("#attempts")).containsText("5 between the first and the newest are not kept");
            open.screenshot("attempts-" + look);
            open.mustBeSound();
            open.mustBeAccessible();
        } finally {
            postgres.execute("DELETE FROM postrider.relay_attempt");
        }
    }
}
