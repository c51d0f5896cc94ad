package dev.postrider.spring.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSettings;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/** The list of settings, {@code .env.example}, {@code docs/configuration.md} and the code's own defaults agree. */
class SettingsDocumentationTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void theExampleOfAnEnvironmentExplainsEverySettingAsTheCodeHasIt() throws IOException {
        String example = Files.readString(ROOT.resolve(".env.example"));
        assertThat(example).as(".env.example, generated part").contains(exampleOfAll());
    }

    @Test
    void theConfigurationPageListsEverySettingAsTheCodeHasIt() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        assertThat(page).as("docs/configuration.md, generated table").contains(tableOfAll());
    }

    static Stream<Setting> ownSettings() {
        return Setting.all().stream().filter(setting -> setting.property().startsWith("postrider."));
    }

    @ParameterizedTest
    @MethodSource("ownSettings")
    void aDocumentedDefaultIsWhatTheCodeDoesWithoutAnySetting(Setting setting) {
        Map<String, String> explicit = Map.of(setting.property(), withUnit(setting));
        assertThat(bound(explicit)).isEqualTo(bound(Map.of()));
    }

    @Test
    void defaultsAreThoseOfTheOutboxTheRelayAndTheSink() {
        PostriderProperties properties = bound(Map.of());

        assertThat(properties.outboxSettings()).isEqualTo(OutboxSettings.defaults());
        assertThat(properties.relaySettings()).isEqualTo(RelaySettings.defaults());
        assertThat(properties.clickhouse().settings())
                .isEqualTo(ClickHouseSettings.at(URI.create("http://localhost:8123")));
    }

    static Stream<Setting> settingsWithTwoEnds() {
        return Stream.of(
                RelaySetting.CH_OUTBOX_BATCH_SIZE,
                RelaySetting.RELAY_BATCH_BYTES,
                RelaySetting.CH_OUTBOX_PROCESSING_FREQUENCY_SEC,
                RelaySetting.RELAY_INSERTS_IN_FLIGHT,
                RelaySetting.RELAY_LEASE_TERM,
                RelaySetting.RETENTION_DEAD_LETTERS,
                RelaySetting.BUDGET_SIZE_LIMIT,
                RelaySetting.BUDGET_AGE_LIMIT,
                DatabaseSetting.CLICKHOUSE_TIMEOUT,
                DatabaseSetting.CLICKHOUSE_JSON_MAX_DYNAMIC_PATHS,
                DatabaseSetting.CLICKHOUSE_MAX_PARTITIONS_PER_INSERT,
                DatabaseSetting.CLICKHOUSE_PORT,
                ApplicationSetting.MAX_CONTEXT);
    }

    @ParameterizedTest
    @MethodSource("settingsWithTwoEnds")
    void bothEndsOfADocumentedLimitAreAcceptedByThoseWhoUseTheValue(Setting setting) {
        for (String end : ends(setting.limit())) {
            PostriderProperties properties = bound(Map.of(setting.property(), end));
            assertThat(properties.relaySettings()).isNotNull();
            assertThat(properties.clickhouse().settings()).isNotNull();
            assertThat(properties.outboxSettings()).isNotNull();
        }
    }

    private static String[] ends(Limit limit) {
        if (limit instanceof Limit.Whole whole) {
            return new String[] {String.valueOf(whole.min()), String.valueOf(whole.max())};
        }
        if (limit instanceof Limit.Seconds seconds) {
            return new String[] {seconds.min() + "s", seconds.max() + "s"};
        }
        if (limit instanceof Limit.Time time) {
            return new String[] {ValueFormat.time(time.min()), ValueFormat.time(time.max())};
        }
        Limit.Size size = (Limit.Size) limit;
        return new String[] {ValueFormat.size(size.min()), ValueFormat.size(size.max())};
    }

    @Test
    void timesAndSizesAreWrittenAsTheyAreTyped() {
        assertThat(ValueFormat.time(Duration.ofMillis(1500))).isEqualTo("1500ms");
        assertThat(ValueFormat.time(Duration.ZERO)).isEqualTo("0s");
        assertThat(ValueFormat.time(Duration.ofMinutes(90))).isEqualTo("90m");
        assertThat(ValueFormat.time(Duration.ofHours(2))).isEqualTo("2h");
        assertThat(ValueFormat.time(Duration.ofDays(1))).isEqualTo("24h");
        assertThat(ValueFormat.time(Duration.ofDays(30))).isEqualTo("30d");
        assertThat(ValueFormat.size(DataSize.ofGigabytes(10))).isEqualTo("10GB");
        assertThat(ValueFormat.size(DataSize.ofTerabytes(100))).isEqualTo("100TB");
        assertThat(ValueFormat.size(DataSize.ofMegabytes(32))).isEqualTo("32MB");
        assertThat(ValueFormat.size(DataSize.ofBytes(1500))).isEqualTo("1500B");
    }

    private static PostriderProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("postrider", PostriderProperties.class);
    }

    private static String withUnit(Setting setting) {
        return setting.limit() instanceof Limit.Seconds ? setting.fallback() + "s" : setting.fallback();
    }

    private static String exampleOfAll() {
        return Setting.all().stream().map(SettingsDocumentationTest::example).collect(Collectors.joining("\n"));
    }

    private static String example(Setting setting) {
        String fallback = setting.fallback().isEmpty() ? "none" : setting.fallback();
        String limits = setting.limit().words().isEmpty()
                ? ""
                : " Limits: " + setting.limit().words() + ".";
        return wrapped(setting.meaning())
                + wrapped("Unit: " + setting.unit() + "." + limits + " Default: " + fallback + ".")
                + "#" + setting.variable() + "=" + setting.fallback() + "\n";
    }

    private static String wrapped(String text) {
        StringBuilder lines = new StringBuilder("#");
        int column = 1;
        for (String word : text.split(" ", -1)) {
            if (column + 1 + word.length() > 110) {
                lines.append("\n#");
                column = 1;
            }
            lines.append(' ').append(word);
            column += 1 + word.length();
        }
        return lines.append('\n').toString();
    }

    private static String tableOfAll() {
        return Setting.all().stream()
                .map(setting -> "| `" + setting.variable() + "` | `" + setting.property() + "` | " + setting.meaning()
                        + " | "
                        + setting.unit() + " | " + (setting.fallback().isEmpty() ? "–" : "`" + setting.fallback() + "`")
                        + " | " + setting.limit().words() + " |\n")
                .collect(Collectors.joining(
                        "",
                        "| variable | property | meaning | unit | default | limits |\n| --- | --- | --- | --- | --- | --- |\n",
                        ""));
    }
}
