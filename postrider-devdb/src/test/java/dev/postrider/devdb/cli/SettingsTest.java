package dev.postrider.devdb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private final DatabaseOptions options = new DatabaseOptions();

    @Test
    void withoutOptionsAndVariablesTheDefaultsHold() {
        assertThat(Settings.of(options, Map.of()))
                .isEqualTo(new Settings(
                        Path.of(".data"),
                        false,
                        true,
                        5433,
                        true,
                        new Settings.ClickHouseSettings(8123, "default", "", "default")));
    }

    @Test
    void optionsComeBeforeVariables() {
        Map<String, String> environment =
                Map.of("POSTRIDER_DATA_DIR", "/data", "POSTRIDER_POSTGRES_PORT", "1", "POSTRIDER_CLICKHOUSE_PORT", "2");
        Settings byVariables = Settings.of(options, environment);
        assertThat(byVariables.data()).isEqualTo(Path.of("/data"));
        assertThat(byVariables.postgresPort()).isEqualTo(1);
        assertThat(byVariables.onClickHouse().port()).isEqualTo(2);
        options.data = Path.of("elsewhere");
        options.postgresPort = 3;
        options.clickHousePort = 4;
        Settings byOptions = Settings.of(options, environment);
        assertThat(byOptions.data()).isEqualTo(Path.of("elsewhere"));
        assertThat(byOptions.postgresPort()).isEqualTo(3);
        assertThat(byOptions.onClickHouse().port()).isEqualTo(4);
    }

    @Test
    void aConfiguredDatabaseIsNotStartedAndAnEmptyVariableIsNone() {
        Settings settings = Settings.of(options, Map.of("DATABASE_URL", "postgres://db/x", "CLICKHOUSE_HOST", ""));
        assertThat(settings.postgres()).isFalse();
        assertThat(settings.clickHouse()).isTrue();
    }

    @Test
    void aPortThatIsNoneIsRefusedByItsName() {
        for (String value : new String[] {"x", "-1", "65536", "5433 5434", "99999999999"}) {
            assertThatThrownBy(() -> Settings.of(options, Map.of("POSTRIDER_POSTGRES_PORT", value)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("POSTRIDER_POSTGRES_PORT is '" + value + "'")
                    .hasMessageContaining("65535");
        }
        options.clickHousePort = 70_000;
        assertThatThrownBy(() -> Settings.of(options, Map.of())).hasMessageContaining("--clickhouse-port");
    }

    @Test
    void anAccountThatALocalClickHouseCanNotHaveIsRefusedWhereOneIsStarted() {
        Map<String, String> password = Map.of("CLICKHOUSE_PASSWORD", "secret");
        assertThatThrownBy(() -> Settings.of(options, password))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the user 'default' can't have a password")
                .hasMessageContaining("CLICKHOUSE_USER")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Settings.of(options, Map.of("CLICKHOUSE_USER", "<app>")))
                .hasMessageContaining("'<app>'");
        assertThat(Settings.of(options, Map.of("CLICKHOUSE_PASSWORD", "secret", "CLICKHOUSE_HOST", "elsewhere"))
                        .clickHouse())
                .isFalse();
    }
}
