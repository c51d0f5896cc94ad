package dev.postrider.spring.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which variables are named as misspelt, and which are left to others. */
class MisspelledVariablesTest {

    @ParameterizedTest
    @CsvSource({
        "CLICKHOUSE_PASSWD, CLICKHOUSE_PASSWORD",
        "DATABSE_URL, DATABASE_URL",
        "POSTRIDER_RELAY_BATCH_BYTE, POSTRIDER_RELAY_BATCH_BYTES",
        "POSTRIDER_RETENTION_DELIVRED, POSTRIDER_RETENTION_DELIVERED",
        "CLICKHUOSE_HOST, CLICKHOUSE_HOST",
    })
    void aNearMissIsNamedWithTheRightOne(String name, String right) {
        assertThat(MisspelledVariables.among(List.of(name, "PATH", "HOME")))
                .containsExactly("the variable " + name + " has no effect; did you mean " + right + "?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CLICKHOUSE_DB",
                "CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT",
                "CLICKHOUSE_PASSWORD_FILE",
                "CLICKHOUSE_URL",
                "CLICKHOUSE_UID",
                "CLICKHOUSE_CONFIG",
                "CLICKHOUSE_PORT_8123_TCP",
                "POSTRIDER_SERVICE_PORT",
                "POSTRIDER_JAR",
                "LOG_LEVELS",
                "ENVIRONMENTS",
                "DATABASE_HOST"
            })
    void whatBelongsToOthersIsLeftToThem(String name) {
        assertThat(MisspelledVariables.among(List.of(name))).isEmpty();
    }

    @Test
    void whereTheRightOneIsSetTheOtherIsSomebodyElses() {
        assertThat(MisspelledVariables.among(List.of("DATABASE_URL", "DATABASE_URI")))
                .isEmpty();
    }

    @Test
    void aSettingIsNoMisspellingOfAnother() {
        for (Setting setting : Setting.all()) {
            assertThat(MisspelledVariables.among(List.of(setting.variable()))).isEmpty();
        }
    }

    @Test
    void aNameThatSpringReadsIsNone() {
        Map<String, String> variables = new HashMap<>();
        variables.put("DATABASE_URL", "postgres://a:b@localhost/x");
        variables.put("POSTRIDER_RELAY_BATCHBYTES", "2MB");

        assertThat(ProcessSettings.read(variables)
                        .properties()
                        .relay()
                        .settings()
                        .bounds()
                        .bytes())
                .as("it has an effect")
                .isEqualTo(2L * 1024 * 1024);
        assertThat(MisspelledVariables.among(variables.keySet())).isEmpty();
    }
}
