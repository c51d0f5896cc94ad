package dev.postrider.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrettyJsonTest {

    @Test
    void aLineForEachValueAndEveryTokenAsItIs() {
        assertThat(
                        PrettyJson.of(
                                "{\"n\":12345678901234567890.10,\"e\":1E400,\"a\":[1,{},[ ],\"x,{\\\"}\"],\"d\" : \"2026-01-01\"}"))
                .isEqualTo("""
                        {
                          "n": 12345678901234567890.10,
                          "e": 1E400,
                          "a": [
                            1,
                            {},
                            [],
                            "x,{\\"}"
                          ],
                          "d": "2026-01-01"
                        }""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "\"", "\"\\", "}}]]", "{\"a", "nothing at all"})
    void whatIsCutOffOrNoJsonEndsToo(String text) {
        assertThat(PrettyJson.of(text)).isNotNull();
    }

    @Test
    void whatIsTooDeepStaysAsItIs() {
        String deep = "[".repeat(1_000) + "1" + "]".repeat(1_000);
        assertThat(PrettyJson.of(deep)).isEqualTo(deep);
    }
}
