package dev.postrider.examples.users.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.postrider.examples.users.service.UsersClient.newEmail;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.postrider.console.browser.BrowserExtension;
import dev.postrider.console.browser.Look;
import dev.postrider.console.browser.TestBrowser;
import dev.postrider.console.browser.TestPage;
import dev.postrider.examples.users.service.SharedService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith({SharedService.Extension.class, BrowserExtension.class})
class SignUpPageTest {
    private static final String HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>";

    private final SharedService service;
    private final TestBrowser browser;

    SignUpPageTest(SharedService service, TestBrowser browser) {
        this.service = service;
        this.browser = browser;
    }

    @ParameterizedTest
    @EnumSource
    void signsUpAndShowsTheUserAmongTheLatest(Look look) {
        try (TestPage open = open(look)) {
            Page page = open.page();
            String email = newEmail();
            open.screenshot("sign-up-" + look);

            fill(page, email, "María", "García");
            submit(page);

            assertThat(page.getByRole(AriaRole.STATUS)).containsText("Welcome, María! You are user ");
            assertThat(newest(page).locator(".email")).hasText(email);
            assertThat(newest(page).locator(".name")).hasText("María García");
            assertThat(page.getByLabel("Email")).isFocused();
            assertThat(page.getByLabel("Email")).hasValue("");
            open.screenshot("signed-up-" + look);
            open.mustBeSound();
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysBesideEachFieldWhatIsWrongWithIt(Look look) {
        try (TestPage open = open(look)) {
            Page page = open.page();

            fill(page, "ann", "", "x".repeat(256));
            submit(page);

            assertThat(page.getByLabel("Email"))
                    .hasAccessibleDescription("This is not an email address. It looks like ann@example.com.");
            assertThat(page.getByLabel("First name")).hasAccessibleDescription("First name is missing.");
            assertThat(page.getByLabel("Last name")).hasAccessibleDescription("At most 255 characters; this has 256.");
            assertThat(page.getByLabel("Email")).hasAttribute("aria-invalid", "true");
            assertThat(page.getByLabel("Email")).isFocused();
            open.screenshot("sign-up-errors-" + look);

            page.getByLabel("Email").fill("ann@example.com");
            assertThat(page.getByLabel("Email")).not().hasAttribute("aria-invalid", "true");
            open.mustBeSound();
        }
    }

    @Test
    void showsWhatTheServiceAloneCanKnowBesideTheFieldToo() {
        String email = newEmail();
        service.client().createUser(email, "Ann", "Lee");
        try (TestPage open = open(Look.NARROW_LIGHT)) {
            Page page = open.page();

            fill(page, email, "Ann", "Lee");
            submit(page);
            assertThat(page.getByLabel("Email")).hasAccessibleDescription("A user with this email already exists.");
            assertThat(page.getByLabel("Email")).isFocused();

            fill(page, "ann@example", "Ann", "Lee");
            submit(page);
            assertThat(page.getByLabel("Email"))
                    .hasAccessibleDescription("Must be an email address, such as ann@example.com.");
            open.forgive("status of 409");
            open.forgive("status of 400");
            open.mustBeSound();
        }
    }

    @Test
    void aNameThatIsMarkupStaysText() {
        try (TestPage open = open(Look.WIDE_LIGHT)) {
            Page page = open.page();

            fill(page, newEmail(), HOSTILE, "\u202Eevil");
            submit(page);
            assertThat(page.getByRole(AriaRole.STATUS)).containsText(HOSTILE);
            assertThat(newest(page).locator(".name")).containsText(HOSTILE);

            page.reload();
            assertThat(newest(page).locator(".name")).containsText(HOSTILE);
            assertThat(page.locator("#users img, #users script, #outcome img")).hasCount(0);
            open.mustBeSound();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLongestNamesFit(Look look) {
        service.client().createUser(newEmail(), "W".repeat(255), "M".repeat(255));
        try (TestPage open = open(look)) {
            assertThat(newest(open.page()).locator(".name")).isVisible();
            open.mustBeSound();
        }
    }

    @Test
    void showsMoreUntilTheOldest() {
        IntStream.range(0, 10).forEach(number -> service.client().createUser(newEmail(), "Ann", "Lee"));
        try (TestPage open = open(Look.WIDE_DARK)) {
            Page page = open.page();
            Locator users = page.locator("#users .user:not(.loading)");
            assertThat(users).hasCount(8);

            page.getByText("Show more").click();

            assertThat(users.nth(8)).isVisible();
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

    @Test
    void saysSoWhenNobodyIsThereYet() {
        try (TestPage open = browser.open(Look.NARROW_DARK)) {
            open.page()
                    .route(
                            "**/api/users?*",
                            route -> route.fulfill(new Route.FulfillOptions()
                                    .setContentType("application/json")
                                    .setBody("{\"users\":[],\"next\":null}")));
            open.page().navigate(service.client().base().toString());

            assertThat(open.page().getByText("Nobody has signed up yet.")).isVisible();
            open.screenshot("nobody-yet");
            open.mustBeSound();
        }
    }

    @Test
    void offersToTryAgainWhenTheUsersCantBeLoaded() {
        try (TestPage open = browser.open(Look.NARROW_LIGHT)) {
            Page page = open.page();
            page.route("**/api/users?*", Route::abort);
            page.navigate(service.client().base().toString());
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("The users could not be loaded.");
            assertThat(page.locator(".loading")).hasCount(0);
            open.screenshot("users-not-loaded");

            page.unroute("**/api/users?*");
            page.getByText("Try again").click();

            assertThat(newest(page)).isVisible();
            assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
            open.forgive("ERR_FAILED");
            open.mustBeSound();
        }
    }

    @Test
    void keepsTheFieldsWhenTheServiceCantBeReached() {
        try (TestPage open = open(Look.WIDE_LIGHT)) {
            Page page = open.page();
            page.route("**/api/users", Route::abort);

            fill(page, "ann@example.com", "Ann", "Lee");
            submit(page);

            assertThat(page.getByRole(AriaRole.STATUS)).containsText("The service can’t be reached.");
            assertThat(page.getByLabel("First name")).hasValue("Ann");
            assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign up")))
                    .isEnabled();
        }
    }

    private TestPage open(Look look) {
        service.client().createUser(newEmail(), "Somebody", "Before");
        TestPage open = browser.open(look);
        open.page().navigate(service.client().base().toString());
        assertThat(newest(open.page())).isVisible();
        return open;
    }

    private static Locator newest(Page page) {
        return page.locator("#users .user:not(.loading)").first();
    }

    private static void fill(Page page, String email, String firstName, String lastName) {
        page.getByLabel("Email").fill(email);
        page.getByLabel("First name").fill(firstName);
        page.getByLabel("Last name").fill(lastName);
    }

    private static void submit(Page page) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign up"))
                .click();
    }
}
