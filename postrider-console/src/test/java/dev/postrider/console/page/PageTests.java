package dev.postrider.console.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tests of pages share: an application with the console, a browser, and events that were refused. */
@ExtendWith(BrowserExtension.class)
abstract class PageTests {
    static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(20_000);

    static final LocatorAssertions.IsVisibleOptions VISIBLE_SOON =
            new LocatorAssertions.IsVisibleOptions().setTimeout(20_000);

    static PostgresDatabase postgres;
    static ClickHouseDatabase clickHouse;
    static Host host;

    private final TestBrowser browser;

    PageTests(TestBrowser browser) {
        this.browser = browser;
    }

    @BeforeAll
    static void start() {
        postgres = TestServers.newPostgresDatabase();
        clickHouse = TestServers.newClickHouseDatabase();
        host = Host.start(postgres, clickHouse);
        tellOfTheLastHour();
        publish("{\"email\":\"ada@example.com\",\"number\":12345678901234567890,\"date\":\"2026-01-01\"}");
        // what tests look at and take away is there
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        clickHouse.queryOne("SELECT count() FROM event_log").equals("1"));
    }

    /** What relays have told in the last hour, as if there had been more than a test's events. */
    static void tellOfTheLastHour() {
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

    final TestPage logIn(Look look, String name, String path) {
        return logIn(browser.open(look), host, name, path);
    }

    static TestPage logIn(TestPage open, Host host, String name, String path) {
        Page page = open.page();
        page.navigate(host.console() + path);
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password").fill(Host.PASSWORD);
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Log in"))
                .click();
        assertThat(page.getByText("Log out")).isVisible();
        return open;
    }

    static void publish(String context) {
        postgres.execute("SELECT postrider.publish('user_created', '" + context + "', 'Local')");
    }

    static void deadLetters(int number) {
        postgres.execute("INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment,"
                + " event_context, metadata_version, batch_no, reason_code, reason) SELECT 1000 + n, '3', 'user_created',"
                + " now(), 'Local', '{\"number\":12345678901234567890,\"date\":\"2026-01-01T00:00:00Z\"}', 1, 1, 117,"
                + " '<i>Incorrect</i> data: cannot parse the value ' || n FROM generate_series(1, " + number + ") n");
    }
}
