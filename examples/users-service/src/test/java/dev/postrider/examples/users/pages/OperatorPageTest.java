package dev.postrider.examples.users.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.postrider.examples.users.service.UsersClient.newEmail;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.postrider.examples.users.browser.BrowserExtension;
import dev.postrider.examples.users.browser.Look;
import dev.postrider.examples.users.browser.TestBrowser;
import dev.postrider.examples.users.browser.TestPage;
import dev.postrider.examples.users.service.RunningService;
import dev.postrider.examples.users.service.SharedService;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith({SharedService.Extension.class, BrowserExtension.class})
class OperatorPageTest {
    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(10_000);

    private final SharedService service;
    private final TestBrowser browser;

    OperatorPageTest(SharedService service, TestBrowser browser) {
        this.service = service;
        this.browser = browser;
    }

    @ParameterizedTest
    @EnumSource
    void showsUsersTheOutboxTheRelayItsBatchesAndItsFailures(Look look) {
        String email = newEmail();
        service.client().createUser(email, "<b>Ann</b>", "Lee");
        service.postgres()
                .execute("INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment,"
                        + " event_context, metadata_version, batch_no, reason_code, reason) VALUES (1, '3', 'user_created',"
                        + " now(), 'Local', '{}', 1, 1, 117, '<i>Incorrect</i> data: cannot parse the value')"
                        + " ON CONFLICT DO NOTHING");
        try (TestPage open = browser.open(look)) {
            Page page = open.page();
            logIn(page, RunningService.OPERATOR_PASSWORD);

            assertThat(page.locator("#users-count dd")).hasText(Pattern.compile("[1-9][0-9,]*"));
            assertThat(page.locator("#processed dd")).hasText(Pattern.compile("[1-9][0-9,]*"), soonText());
            assertThat(page.locator("#failed dd")).hasText(Pattern.compile("[1-9][0-9]*"));
            assertThat(page.locator("#lag dd")).hasText(Pattern.compile("\\d+ (ms|s)"));
            assertThat(page.locator("#relay dd")).containsText("yes");
            assertThat(page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Last batches")))
                    .containsText("done", SOON);
            assertThat(page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Last failures")))
                    .containsText("117: <i>Incorrect</i> data: cannot parse the value");
            assertThat(page.getByText(email)).isVisible();
            assertThat(page.locator(".name b, table i")).hasCount(0);
            open.screenshot("operator-" + look);
            open.mustBeSound();
        } finally {
            service.postgres().execute("DELETE FROM postrider.dead_letter");
        }
    }

    @Test
    void keepsItselfFreshWithoutBeingReloaded() {
        try (TestPage open = browser.open(Look.WIDE_LIGHT)) {
            logIn(open.page(), RunningService.OPERATOR_PASSWORD);
            String email = newEmail();

            service.client().createUser(email, "Later", "Arrival");

            assertThat(open.page().locator("#live")).containsText(email, SOON);
            open.mustBeSound();
        }
    }

    @Test
    void fitsIntoWindowsOfEveryWidth() {
        service.client().createUser(newEmail(), "W".repeat(255), "M".repeat(255));
        try (TestPage open = browser.open(Look.WIDE_LIGHT)) {
            logIn(open.page(), RunningService.OPERATOR_PASSWORD);
            assertThat(open.page().getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Last batches")))
                    .containsText("done", SOON);
            for (int width : new int[] {320, 360, 414, 600, 641, 768, 960, 1055, 1057, 1100, 1280, 1920}) {
                open.page().setViewportSize(width, 900);
                open.mustBeSound();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsToldApartFromNothingElse(Look look) {
        try (TestPage open = browser.open(look)) {
            Page page = open.page();
            logIn(page, "not the password");

            assertThat(page.getByRole(AriaRole.ALERT)).containsText("That name and password don’t belong together.");
            assertThat(page.getByLabel("Name")).isFocused();
            assertThat(page).hasURL(Pattern.compile("/login\\?error$"));
            open.screenshot("login-" + look);
            open.mustBeSound();
        }
    }

    @Test
    void loggingOutClosesThePage() {
        try (TestPage open = browser.open(Look.NARROW_DARK)) {
            Page page = open.page();
            logIn(page, RunningService.OPERATOR_PASSWORD);
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Last batches")))
                    .isVisible();

            page.getByText("Log out").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("You are logged out.");

            page.navigate(service.client().base() + "/operator");
            assertThat(page.getByLabel("Password")).isVisible();
            open.mustBeSound();
        }
    }

    @Test
    void anAddressThatLeadsNowhereSaysSoInTheSameStyle() {
        try (TestPage open = browser.open(Look.NARROW_LIGHT)) {
            open.page().navigate(service.client().base() + "/nowhere");

            assertThat(open.page().getByText("Nothing here")).isVisible();
            open.forgive("status of 404");
            open.mustBeSound();
        }
    }

    private void logIn(Page page, String password) {
        page.navigate(service.client().base() + "/operator");
        page.getByLabel("Name").fill("operator");
        page.getByLabel("Password").fill(password);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in"))
                .click();
    }

    private static LocatorAssertions.HasTextOptions soonText() {
        return new LocatorAssertions.HasTextOptions().setTimeout(10_000);
    }
}
