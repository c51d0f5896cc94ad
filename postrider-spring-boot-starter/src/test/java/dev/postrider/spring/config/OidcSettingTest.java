package dev.postrider.spring.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Who logs people in to the console. */
class OidcSettingTest {

    private static OidcProperties read(String issuer, String id, String secret, String operators, String viewers) {
        return new OidcProperties(issuer, id, secret, operators, viewers, "groups", "preferred_username", "SSO");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.example.com",
                "https://login.example.com/",
                "https://login.example.com:8443/realms/my-ops",
                "https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0",
                "http://localhost:8080/realms/ops",
                "http://127.0.0.1",
                "http://[::1]:8080/x"
            })
    void anIssuerIsAnAddressWithoutAQuery(String issuer) {
        OidcProperties read = read(issuer, "console", "hunter2", " on-call ,delivery", "");

        assertThat(read.isOn()).isTrue();
        assertThat(read.eachOperator()).isEqualTo(List.of("on-call", "delivery"));
        assertThat(read.eachViewer()).isEmpty();
        assertThat(read.toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.example.com",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "https://user:pw@login.example.com",
                "https://login.example.com/?x",
                "https://login.example.com/#x",
                "https://",
                "login.example.com",
                "ftp://login.example.com",
                " https://login.example.com",
                "https://login.example.com/a b"
            })
    void whatIsNoneIsRefusedInASentence(String issuer) {
        assertThatThrownBy(() -> read(issuer, "console", "hunter2", "x", "y"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("POSTRIDER_CONSOLE_OIDC_ISSUER (postrider.console.oidc.issuer) is '" + issuer
                        + "', must be an https:// URL without ? and #");
    }

    @Test
    void halfOfAConfigurationIsRefusedWithWhatIsMissing() {
        assertThatThrownBy(() -> read("https://login.example.com", "", "", "", ""))
                .hasMessageContainingAll(
                        "POSTRIDER_CONSOLE_OIDC_CLIENT_ID (postrider.console.oidc.client-id) is '', must be set beside"
                                + " POSTRIDER_CONSOLE_OIDC_ISSUER (postrider.console.oidc.issuer)",
                        "POSTRIDER_CONSOLE_OIDC_CLIENT_SECRET (postrider.console.oidc.client-secret) is '', must be set",
                        "POSTRIDER_CONSOLE_OIDC_OPERATORS (postrider.console.oidc.operators) is '', must be set beside",
                        "or POSTRIDER_CONSOLE_OIDC_VIEWERS: else nobody could log in");
        assertThatThrownBy(() -> read("", "console", "hunter2", "on-call", "staff"))
                .hasMessageContainingAll(
                        "CLIENT_ID (postrider.console.oidc.client-id) is 'console', must be empty without"
                                + " POSTRIDER_CONSOLE_OIDC_ISSUER (postrider.console.oidc.issuer)",
                        "CLIENT_SECRET (postrider.console.oidc.client-secret) is '***', must be empty without",
                        "OPERATORS (postrider.console.oidc.operators) is 'on-call', must be empty without",
                        "VIEWERS (postrider.console.oidc.viewers) is 'staff', must be empty without")
                .hasMessageNotContaining("hunter2");
        assertThat(read("https://login.example.com", "console", "hunter2", "", "staff")
                        .isOn())
                .isTrue();
    }

    @Test
    void theExamplesOfTheDocumentationAreSettings() throws IOException {
        String page = Files.readString(Path.of("../docs/console-login.md"));
        List<OidcProperties> examples = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains("_ISSUER="))
                .map(OidcSettingTest::bound)
                .toList();

        assertThat(examples).hasSize(4).allMatch(OidcProperties::isOn);
        assertThat(examples).extracting(OidcProperties::roleClaim).contains("groups", "roles", "email");
        assertThat(examples)
                .allMatch(example -> !example.eachOperator().isEmpty())
                .noneMatch(example -> example.clientSecret().isEmpty());
    }

    /** As Spring reads such variables. */
    private static OidcProperties bound(String block) {
        Map<String, Object> variables = new LinkedHashMap<>();
        block.lines().forEach(line -> {
            // three dots stand for what is one's own
            String[] parts = line.replace("…", "own").split("=", 2);
            variables.put(parts[0], parts[1].replaceAll("^'|'$", ""));
        });
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        return Binder.get(environment)
                .bind("postrider.console.oidc", OidcProperties.class)
                .get();
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "a,,b", "a,", " ", ",a"})
    void anEmptyValueOfAClaimGivesNobodyARole(String values) {
        assertThatThrownBy(() -> read("https://login.example.com", "console", "hunter2", values, ""))
                .hasMessageContaining("POSTRIDER_CONSOLE_OIDC_OPERATORS (postrider.console.oidc.operators) is '"
                        + values + "', must be up to 100 values, with commas between");
    }

    @Test
    void aSecretThatCantBeReadIsNotTold() {
        assertThatThrownBy(() -> read("https://login.example.com", "console", "hunter2\n", "x", ""))
                .hasMessageContaining(
                        "CLIENT_SECRET (postrider.console.oidc.client-secret) is '***', must be up to 500")
                .hasMessageNotContaining("hunter2");
    }
}
