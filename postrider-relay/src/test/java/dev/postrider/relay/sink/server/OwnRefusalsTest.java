package dev.postrider.relay.sink.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.sql.SqlFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnRefusalsTest {
    @Test
    void everyLineOfTheFileIsUnderstoodAndIsAboutTheServerNotTheRows() {
        List<String> lines = SqlFile.text(OwnRefusals.class, "own_refusals.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();

        assertThat(lines).hasSizeGreaterThan(10).allSatisfy(line -> {
            int code = Integer.parseInt(line.split(" ", 2)[0]);
            assertThat(OwnRefusals.isItsOwn(code) ^ OwnRefusals.isBusy(code)).isTrue();
            assertThat(OutcomeTable.isAboutTheServer(code)).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 26, 36, 117, 469, 999})
    void whatIsNotListedIsNeither(int code) {
        assertThat(OwnRefusals.isItsOwn(code)).isFalse();
        assertThat(OwnRefusals.isBusy(code)).isFalse();
    }
}
