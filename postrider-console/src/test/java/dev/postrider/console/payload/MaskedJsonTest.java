package dev.postrider.console.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedJsonTest {

    private static String masked(String json, String... fields) {
        return MaskedJson.of(json, new MaskedFields(Arrays.asList(fields)));
    }

    @Test
    void everythingElseStaysByteForByte() {
        assertThat(masked(
                        " {\"z\" : 12345678901234567890.10,\"email\" : \"a\\\"b\" ,\"n\":1E400,\"d\":\"2026-01-01\",\"u\":\"\\u0000é😀\",\"a\":[ ]}\n",
                        "email"))
                .isEqualTo(
                        " {\"z\" : 12345678901234567890.10,\"email\" : \"•••\" ,\"n\":1E400,\"d\":\"2026-01-01\",\"u\":\"\\u0000é😀\",\"a\":[ ]}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\"",
                "\"\"",
                "1",
                "-1.5e300",
                "123456789012345678901234567890",
                "true",
                "null",
                "{}",
                "[]",
                "{\"a\":[1,{\"b\":\"}\"}]}",
                "[[\"]\",{}],2]"
            })
    void aValueOfAnyTypeIsReplacedWhole(String value) {
        assertThat(masked("{\"secret\":" + value + ",\"n\":1}", "secret")).isEqualTo("{\"secret\":\"•••\",\"n\":1}");
        assertThat(masked("{\"n\":1,\"secret\": " + value + " }", "secret"))
                .isEqualTo("{\"n\":1,\"secret\": \"•••\" }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "email            | {\"a\":{\"b\":[{\"email\":1}]},\"email\":2} | {\"a\":{\"b\":[{\"email\":\"•••\"}]},\"email\":\"•••\"}",
                "email            | {\"emails\":1,\"Email\":2,\"my_email\":3}  | {\"emails\":1,\"Email\":2,\"my_email\":3}",
                "email            | {\"\\u0065mail\":1,\"email\":2,\"email\":3} | {\"\\u0065mail\":\"•••\",\"email\":\"•••\",\"email\":\"•••\"}",
                "email            | {\"user.email\":1,\"email.work\":2}      | {\"user.email\":\"•••\",\"email.work\":\"•••\"}",
                "user.email       | {\"a\":{\"user\":{\"email\":1}},\"email\":2} | {\"a\":{\"user\":{\"email\":\"•••\"}},\"email\":2}",
                "$.user.email     | {\"user\":{\"email\":1},\"a\":{\"user\":{\"email\":2}},\"email\":3} | {\"user\":{\"email\":\"•••\"},\"a\":{\"user\":{\"email\":2}},\"email\":3}",
                "$.items[*].iban  | {\"items\":[{\"iban\":1},2,[{\"iban\":3,\"n\":4}]],\"iban\":5} | {\"items\":[{\"iban\":\"•••\"},2,[{\"iban\":\"•••\",\"n\":4}]],\"iban\":5}",
                "$.items.iban     | {\"items\":[{\"iban\":1}]}              | {\"items\":[{\"iban\":\"•••\"}]}",
                "$[*].iban        | [{\"iban\":1},{\"n\":2}]              | [{\"iban\":\"•••\"},{\"n\":2}]",
                "$['a key'].b     | {\"a key\":{\"b\":1,\"c\":2}}          | {\"a key\":{\"b\":\"•••\",\"c\":2}}"
            })
    void aFieldIsMeantByItsNameOrItsPath(String field, String json, String expected) {
        assertThat(masked(json, field)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{\"email\":\"secret\"", "{email:\"secret\"}", "secret", "{\"a\":1}}", "{\"a\":\"secret"})
    void whatCantBeReadIsMaskedWhole(String json) {
        assertThat(masked(json, "email")).isIn("\"•••\"", "");
    }

    @Test
    void whatIsDeeperThanAnybodyLooksIsMaskedWhole() {
        assertThat(masked("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000), "email"))
                .isEqualTo("\"•••\"");
    }

    @Test
    void aLongTextIsReadToItsEnd() {
        String filler = "\"é😀".repeat(1) + "x".repeat(3_000_000) + "\"";
        assertThat(masked("{\"long\":" + filler + ",\"list\":[" + "{\"email\":7},".repeat(50_000) + "0]}", "email"))
                .isEqualTo("{\"long\":" + filler + ",\"list\":[" + "{\"email\":\"•••\"},".repeat(50_000) + "0]}");
    }

    @Test
    void aQuestionTouchesAFieldInWhateverNotation() {
        MaskedFields fields = new MaskedFields(Arrays.asList("email", "$.items[*].iban"));
        for (String path : new String[] {
            "email",
            "user.email",
            "email.work",
            "^email",
            "email.:String",
            "items[].iban",
            "items.iban",
            "items",
            "user.`email`"
        }) {
            assertThat(fields.touches(path)).as(path).isTrue();
        }
        for (String path : new String[] {"emails", "item", "iban", "items.n", "Email"}) {
            assertThat(fields.touches(path)).as(path).isFalse();
        }
    }
}
