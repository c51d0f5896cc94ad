package dev.postrider.console.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.postrider.console.browser.Look;
import dev.postrider.console.browser.TestBrowser;
import dev.postrider.console.browser.TestPage;
import dev.postrider.console.host.Host;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.host.WebClient.Answer;
import dev.postrider.relay.tools.token.Tokens;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The page of tokens, as operators use it, and what must not become of a secret. */
class TokensPageTest extends PageTests {
    private static final Pattern SECRET = Pattern.compile("postrider_[A-Za-z0-9_-]{43}");
    private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");

    TokensPageTest(TestBrowser browser) {
        super(browser);
    }

    @BeforeEach
    void forgetTokens() {
        postgres.execute("DELETE FROM postrider.console_token", "DELETE FROM postrider.console_request");
    }

    private static WebClient operator() {
        WebClient operator = new WebClient(host.base());
        operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
        return operator;
    }

    /** The form that a page shows. */
    private static String form(WebClient operator) {
        return found(FORM, operator.get(Host.PATH + "/tokens").body());
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
    }

    private static String made() {
        return postgres.queryOne("SELECT count(*) FROM postrider.console_token");
    }

    @ParameterizedTest
    @EnumSource
    void aTokenIsMadeShownOnceAndRevoked(Look look) throws Exception {
        try (TestPage open = logIn(look, Host.OPERATOR, "/tokens")) {
            Page page = open.page();
            assertThat(page.getByText("None was made yet.")).isVisible();
            page.getByLabel("Name").fill("ci");
            page.getByLabel("Role").selectOption("operator");
            page.getByLabel("Valid for days").fill("7");
            page.getByLabel("Why?").fill("deployments");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Make the token"))
                    .click();

            assertThat(page.locator("#secret")).hasText(SECRET);
            String secret = page.locator("#secret").innerText();
            assertThat(new Tokens(postgres.dataSource()).find(secret)).isPresent();
            assertThat(page.url()).doesNotContain(secret);
            assertThat(page.locator("tbody tr").first())
                    .containsText(Pattern.compile("ci.*operator.*valid.*olga.*never", Pattern.DOTALL));
            open.screenshot("tokens-" + look);
            open.mustBeSound();
            open.mustBeAccessible();

            page.navigate(host.console() + "/tokens");
            assertThat(page.content()).doesNotContain(secret);
            page.getByLabel("Revoke ci").click();
            assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setLevel(1)))
                    .hasText("Revoke the token ci?");
            open.mustBeSound();
            open.mustBeAccessible();
            page.getByLabel("Why?").fill("the machine is gone");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Revoke it"))
                    .click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("The token ci is revoked");
            assertThat(page.locator("tbody tr").first()).containsText("revoked");
            assertThat(page.getByText("Revoke…")).hasCount(0);
            assertThat(new Tokens(postgres.dataSource()).find(secret)).isEmpty();
            open.mustBeSound();
        }
        assertThat(postgres.queryOne(
                        "SELECT string_agg(concat_ws(' ', action, ordered_by, note), '; ' ORDER BY begun_at)"
                                + " FROM postrider.operator_action WHERE action LIKE '%token'"))
                .isEqualTo("make token olga deployments; revoke token olga the machine is gone");
    }

    @Test
    void theAnswerWithTheSecretIsKeptByNobodyAndTheFormSentAgainMakesNoOther() {
        WebClient operator = operator();
        String sent = "form=" + form(operator) + "&name=robot&role=viewer&days=1&note=x";

        Answer made = operator.post(Host.PATH + "/tokens", sent);

        assertThat(made.status()).isEqualTo(200);
        String secret = found(SECRET, made.body());
        assertThat(made.header("cache-control")).contains("no-store");
        assertThat(made.header("set-cookie")).isNull();
        assertThat(operator.get(Host.PATH + "/tokens").body()).doesNotContain(secret);
        assertThat(operator.get(Host.PATH + "/audit").body()).doesNotContain(secret);
        assertThat(postgres.queryOne("SELECT string_agg(r::text, '') FROM postrider.console_request r"))
                .doesNotContain(secret);

        postgres.execute("UPDATE postrider.console_token SET revoked_at = now()");
        Answer again = operator.post(Host.PATH + "/tokens", sent);
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.body())
                .contains("This form was sent already, and no second token is made")
                .doesNotContainPattern(SECRET);
        assertThat(made()).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "&name=&days=1&note=x | a token&#39;s name must be 1 to 64 characters",
                "&name=a%20b&days=1&note=x | a token&#39;s name must be",
                "&name=ok&days=0&note=x | &#39;0&#39; days can&#39;t be",
                "&name=ok&days=367&note=x | whole number from 1 to 366",
                "&name=ok&days=1.5&note=x | whole number from 1 to 366",
                "&name=ok&days=1&note= | A note is needed",
                "&name=ok&days=1&note=x&role=king | king",
            })
    void whatCanNotBeIsRefusedAndMayBeSentAgainMended(String wrong, String problem) {
        WebClient operator = operator();
        String form = "form=" + form(operator);

        Answer refused = operator.post(Host.PATH + "/tokens", form + wrong);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains(problem);
        assertThat(made()).isEqualTo("0");
        assertThat(operator.post(Host.PATH + "/tokens", form + "&name=ok&days=366&note=x")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aNameThatIsTakenAndAFormOfNoPageAreRefused() {
        WebClient operator = operator();
        assertThat(operator.post(Host.PATH + "/tokens", "form=" + form(operator) + "&name=ci&note=x")
                        .status())
                .isEqualTo(200);

        Answer taken = operator.post(Host.PATH + "/tokens", "form=" + form(operator) + "&name=ci&note=x");
        assertThat(taken.status()).isEqualTo(400);
        assertThat(taken.body()).contains("that was not revoked: revoke it, or take another name");
        assertThat(operator.post(Host.PATH + "/tokens", "name=other&note=x").status())
                .isEqualTo(400);
        assertThat(operator.postWithoutToken(Host.PATH + "/tokens", "form=" + form(operator) + "&name=other&note=x")
                        .status())
                .isEqualTo(403);
        assertThat(operator.get(Host.PATH + "/tokens/99/revoke").status()).isEqualTo(404);
        assertThat(made()).isEqualTo("1");
    }
}
