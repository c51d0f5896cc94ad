package dev.postrider.relay.sink.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostriderTest;
import org.junit.jupiter.api.Test;

@PostriderTest
class LiteralTest {

    @Test
    void clickHouseReadsTheTextThatWasMeant(ClickHouseDatabase clickHouse) {
        String text = "it's \\ \\' \n \u001b[2K größe 東京 \u202e 👩\u200d🚀";

        assertThat(clickHouse.queryOne("SELECT hex(" + Literal.of(text) + ")"))
                .isEqualTo(clickHouse.queryOne("SELECT hex(unhex('" + hex(text) + "'))"));
        assertThat(Literal.of(text).codePoints()).noneMatch(Character::isISOControl);
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
