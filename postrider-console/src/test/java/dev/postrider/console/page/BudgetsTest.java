package dev.postrider.console.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.postrider.console.browser.BrowserExtension;
import dev.postrider.console.browser.Look;
import dev.postrider.console.browser.TestBrowser;
import dev.postrider.console.browser.TestPage;
import dev.postrider.console.host.ApiClient;
import dev.postrider.console.host.Host;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** How much of the budgets is used, with one that is over its warning level and one that is not set, of many outboxes. */
@PostriderTest
@ExtendWith(BrowserExtension.class)
class BudgetsTest {
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final TestBrowser browser;
    private @Nullable Host host;

    BudgetsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse, TestBrowser browser) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.browser = browser;
    }

    @BeforeEach
    void start() {
        host = Host.start(
                postgres,
                clickHouse,
                Host.WITH_API,
                "host.fleet=true",
                "postrider.budget.age-warning=0s",
                "postrider.budget.age-limit=0s",
                "postrider.budget.size-warning=1KB",
                "postrider.budget.size-limit=1MB");
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(host).close();
    }

    @ParameterizedTest
    @EnumSource
    void eachIsAMeterWithWordsAndOneThatIsNotSetNamesItsSetting(Look look) {
        try (TestPage open = logIn(look, "?outbox=shop")) {
            Page page = open.page();
            Locator size = page.locator("#budget-size");
            assertThat(size).containsText("over the warning level", PageTests.SOON);
            assertThat(size).containsText("warning from 1.0 kB, limit 1.0 MB");
            Locator meter = page.getByRole(AriaRole.METER, new GetByRoleOptions().setName("Budget of size"));
            assertThat(meter).hasCount(1);
            assertThat(meter.getAttribute("aria-valuetext")).matches("\\d+ percent used, over the warning level");
            assertThat(Long.parseLong(Objects.requireNonNull(meter.getAttribute("value"))))
                    .isPositive();
            assertThat(page.locator("#budget-age")).containsText("no budget is set");
            assertThat(page.locator("#budget-age")).containsText("set POSTRIDER_BUDGET_AGE_LIMIT");
            open.screenshot("budgets-" + look);
            open.mustBeSound();
            open.mustBeAccessible();

            page.navigate(Objects.requireNonNull(host).console());
            Locator row = page.locator("tbody tr").last();
            assertThat(row).containsText("over the warning level", PageTests.SOON);
            assertThat(row).containsText("age no budget is set");
            open.screenshot("fleet-budgets-" + look);
            open.mustBeSound();
            open.mustBeAccessible();
        }
    }

    @Test
    void programsReadTheSame() throws Exception {
        String secret = new Tokens(postgres.dataSource())
                .make("reader", Role.VIEWER, Duration.ofHours(1), Decision.UNSIGNED)
                .orElseThrow()
                .secret();
        ApiClient viewer = ApiClient.of(Objects.requireNonNull(host), secret);

        JsonNode budgets = viewer.get("/status").json().get("budgets");

        assertThat(budgets.at("/0/budget").asString()).isEqualTo("age");
        assertThat(budgets.at("/0/state").asString()).isEqualTo("not_set");
        assertThat(budgets.at("/1/state").asString()).isEqualTo("warning");
        assertThat(budgets.at("/1/unit").asString()).isEqualTo("bytes");
        assertThat(budgets.at("/1/limit").asLong()).isEqualTo(1_048_576);
        assertThat(viewer.get("/outboxes")
                        .json()
                        .at("/outboxes/1/budgets/1/state")
                        .asString())
                .isEqualTo("warning");
    }

    private TestPage logIn(Look look, String path) {
        return PageTests.logIn(browser.open(look), Objects.requireNonNull(host), Host.VIEWER, path);
    }
}
