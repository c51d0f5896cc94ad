package dev.postrider.spring.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields the console masks. */
class MaskedFieldsSettingTest {
    private static final OidcProperties NO_PROVIDER =
            new OidcProperties("", "", "", "", "", "groups", "preferred_username", "SSO");

    private static List<String> read(String fields) {
        return new ConsoleProperties("", "", "", "file", Duration.ofHours(1), fields, NO_PROVIDER).eachMaskedField();
    }

    @Test
    void namesAndPathsAreGivenWithCommasAndBlanks() {
        assertThat(read("")).isEmpty();
        assertThat(read("email , user.email,$.items[*].iban,$[*].a,$['a key'][*].b,Größe, first-name"))
                .containsExactly(
                        "email", "user.email", "$.items[*].iban", "$[*].a", "$['a key'][*].b", "Größe", "first-name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$",
                "$.",
                "$[*]",
                "$..email",
                "$.items[0].iban",
                "$.*",
                "$.a[",
                "$['a",
                "a b",
                ".email",
                "email.",
                "a,,b",
                ",",
                "*",
                "$email",
                "$.a.$b",
                "$[\"a\"]",
                "$.a[?(@.b)]"
            })
    void whatCantBeReadIsRefusedInASentence(String fields) {
        assertThatThrownBy(() -> read(fields))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("POSTRIDER_CONSOLE_MASKED_FIELDS (postrider.console.masked-fields) is '" + fields
                        + "', must be up to 100 names like email or JSON paths like $.user.email, $.items[*].iban");
    }
}
