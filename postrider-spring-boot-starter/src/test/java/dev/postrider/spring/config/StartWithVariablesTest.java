package dev.postrider.spring.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.postrider.relay.sink.server.ClickHouseSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What an application started with these environment variables, and no others, makes of them. */
@ExtendWith(OutputCaptureExtension.class)
class StartWithVariablesTest {

    @Test
    void everyVariableOfTheSeedsReachesItsProperty() {
        Map<String, String> variables = variables(
                "DATABASE_URL=postgres://anna:s%20cret@db:5433/shop?sslmode=prefer",
                "CLICKHOUSE_HOST=click.example",
                "CLICKHOUSE_PORT=9123",
                "CLICKHOUSE_USER=writer",
                "CLICKHOUSE_PASSWORD=pa$$w0rd",
                "CLICKHOUSE_SCHEMA=logs",
                "CLICKHOUSE_EVENT_LOG_TABLE_NAME=events",
                "ENVIRONMENT=Production",
                "CH_OUTBOX_BATCH_SIZE=5000",
                "CH_OUTBOX_PROCESSING_FREQUENCY_SEC=2.5",
                "LOG_LEVEL=warning",
                "LOG_FORMATTER=json",
                "SENTRY_CONFIG_DSN=https://key@sentry.example/7",
                "SENTRY_CONFIG_ENVIRONMENT=prod-eu");

        started(variables, context -> {
            ConfigurableEnvironment environment = context.getEnvironment();
            assertThat(environment.getProperty("spring.datasource.url"))
                    .isEqualTo("jdbc:postgresql://db:5433/shop?sslmode=prefer");
            assertThat(environment.getProperty("spring.datasource.username")).isEqualTo("anna");
            assertThat(environment.getProperty("spring.datasource.password")).isEqualTo("s cret");
            assertThat(environment.getProperty("logging.level.root")).isEqualTo("WARN");
            assertThat(environment.getProperty("logging.structured.format.console"))
                    .isEqualTo("logstash");
            assertThat(environment.getProperty("sentry.dsn")).isEqualTo("https://key@sentry.example/7");
            assertThat(environment.getProperty("sentry.environment")).isEqualTo("prod-eu");

            PostriderProperties properties = context.getBean(PostriderProperties.class);
            assertThat(properties.environment()).isEqualTo("Production");
            assertThat(properties.outboxSettings().environment()).isEqualTo("Production");
            assertThat(properties.relay().settings().bounds().rows()).isEqualTo(5000);
            assertThat(properties.relay().settings().maxWait()).isEqualTo(Duration.ofMillis(2500));
            assertThat(properties.clickhouse().settings().endpoint()).hasToString("http://click.example:9123");
            assertThat(properties.clickhouse().settings().login().user()).isEqualTo("writer");
            assertThat(properties.clickhouse().settings().login().password()).isEqualTo("pa$$w0rd");
            assertThat(properties.clickhouse().settings().database()).isEqualTo("logs");
            assertThat(properties.clickhouse().settings().table()).isEqualTo("events");
            assertThat(properties.toString()).doesNotContain("pa$$w0rd");
        });
    }

    @Test
    void propertiesWithoutAVariableOfTheirOwnWorkThroughSpringsNames() {
        started(variables("POSTRIDER_RELAY_BATCH_BYTES=64MB", "POSTRIDER_HEALTH_MAX_LAG=90s"), context -> {
            PostriderProperties properties = context.getBean(PostriderProperties.class);
            assertThat(properties.relay().settings().bounds().bytes()).isEqualTo(64 << 20);
            assertThat(properties.health().maxLag()).isEqualTo(Duration.ofSeconds(90));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "my_host, http://my_host:8123",
        "my_host-1.internal., http://my_host-1.internal.:8123",
        "CLICK.Example, http://CLICK.Example:8123",
        "xn--bcher-kva.example, http://xn--bcher-kva.example:8123",
        "::1, http://[::1]:8123",
        "[::1], http://[::1]:8123",
        "fe80::1%eth0, http://[fe80::1%eth0]:8123",
        "::ffff:192.0.2.1, http://[::ffff:192.0.2.1]:8123",
        "192.0.2.1, http://192.0.2.1:8123"
    })
    void aHostMayBeWrittenAsContainersAndAddressesAre(String host, String endpoint) {
        started(
                variables("CLICKHOUSE_HOST=" + host),
                context -> assertThat(context.getBean(PostriderProperties.class)
                                .clickhouse()
                                .settings()
                                .endpoint())
                        .hasToString(endpoint));
    }

    @ParameterizedTest(quoteTextArguments = false)
    @CsvSource(delimiter = '|', textBlock = """
            a:9000                | http://a:9000 |
            a, b:8124,[::1]:8125  | http://a:8123 | http://b:8124 http://[::1]:8125
            ::1,192.0.2.1         | http://[::1]:8123 | http://192.0.2.1:8123
            """)
    void severalHostsEachMayNameItsPort(String hosts, String first, String others) {
        started(variables("CLICKHOUSE_HOST=" + hosts), context -> {
            ClickHouseSettings settings =
                    context.getBean(PostriderProperties.class).clickhouse().settings();
            assertThat(settings.endpoint()).hasToString(first);
            assertThat(settings.others().stream().map(URI::toString))
                    .containsExactly(others == null ? new String[0] : others.split(" "));
        });
    }

    @ParameterizedTest(quoteTextArguments = false)
    @CsvSource(delimiter = '|', textBlock = """
            a                           | http://a:8123 | |
            a,b;c:9000,d                | http://a:8123 http://b:8123 | http://c:9000 http://d:8123 |
            a ; [::1]:8124 ; fd00::3    | http://a:8123 | http://[::1]:8124 | http://[fd00::3]:8123
            """)
    void semicolonsStandBetweenShards(String hosts, String first, String second, String third) {
        started(variables("CLICKHOUSE_HOST=" + hosts), context -> {
            List<ClickHouseSettings> shards = context.getBean(PostriderProperties.class)
                    .clickhouse()
                    .settings()
                    .eachShard();
            assertThat(shards.stream()
                            .map(shard -> shard.each().stream()
                                    .map(server -> server.endpoint().toString())
                                    .collect(Collectors.joining(" "))))
                    .containsExactly(Stream.of(first, second, third)
                            .filter(Objects::nonNull)
                            .toArray(String[]::new));
        });
    }

    @Test
    void moreShardsThanThereMayBeStopTheStart(CapturedOutput output) {
        String most = IntStream.range(0, 256).mapToObj(i -> "h" + i).collect(Collectors.joining(";"));

        started(
                variables("CLICKHOUSE_HOST=" + most),
                context -> assertThat(context.getBean(PostriderProperties.class)
                                .clickhouse()
                                .settings()
                                .eachShard())
                        .hasSize(256));
        assertThat(catchThrowable(() -> started(variables("CLICKHOUSE_HOST=" + most + ";more"), context -> {})))
                .isNotNull();
        assertThat(output).contains("or up to 256 shards");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/clickhouse", "/db/ch-1_a.b~c", "/.well-known", "/..a"})
    void aPathStandsInFrontOfEveryServersRequests(String path) {
        started(variables("CLICKHOUSE_HOST=a,b:8124", "POSTRIDER_CLICKHOUSE_PATH=" + path), context -> {
            ClickHouseSettings settings =
                    context.getBean(PostriderProperties.class).clickhouse().settings();
            assertThat(settings.endpoint()).hasToString("http://a:8123" + path);
            assertThat(settings.others()).containsExactly(URI.create("http://b:8124" + path));
        });
    }

    @Test
    void anEmptyVariableCountsAsNotSet() {
        started(variables("ENVIRONMENT=", "DATABASE_URL=", "CH_OUTBOX_BATCH_SIZE="), context -> {
            assertThat(context.getBean(PostriderProperties.class).environment()).isEqualTo("Local");
            assertThat(context.getEnvironment().getProperty("spring.datasource.url"))
                    .isNull();
        });
    }

    @Test
    void sentrysEnvironmentIsTheDeploymentUnlessItIsSet() {
        started(
                variables("ENVIRONMENT=Staging"),
                context -> assertThat(context.getEnvironment().getProperty("sentry.environment"))
                        .isEqualTo("Staging"));
    }

    @Test
    void aMoreSpecificDataSourceUrlKeepsTheGeneralOneOutAltogether() {
        started(
                variables("DATABASE_URL=postgres://anna:secret@a/x", "SPRING_DATASOURCE_URL=jdbc:postgresql://b/y"),
                context -> {
                    assertThat(context.getEnvironment().getProperty("spring.datasource.url"))
                            .isEqualTo("jdbc:postgresql://b/y");
                    assertThat(context.getEnvironment().getProperty("spring.datasource.username"))
                            .isNull();
                });
    }

    @Test
    void logLinesAreJsonWithTheFieldsOfTheLogContextIfAskedFor(CapturedOutput output) {
        started(variables("LOG_FORMATTER=json", "LOG_LEVEL=info"), context -> {
            MDC.put("use_case", "place_order");
            LoggerFactory.getLogger("shop").info("placed \"it\"");
            MDC.clear();
        });

        assertThat(output.getOut().lines().filter(line -> line.contains("placed")))
                .singleElement()
                .asString()
                .startsWith("{")
                .endsWith("}")
                .contains("\"message\":\"placed \\\"it\\\"\"", "\"level\":\"INFO\"", "\"use_case\":\"place_order\"");
    }

    @Test
    void linesBelowTheLevelAreNotLogged(CapturedOutput output) {
        started(
                variables("LOG_LEVEL=error"),
                context -> LoggerFactory.getLogger("shop").warn("not to be seen"));

        assertThat(output).doesNotContain("not to be seen");
    }

    @ParameterizedTest(quoteTextArguments = false)
    @CsvSource(delimiter = '|', textBlock = """
            CH_OUTBOX_BATCH_SIZE=0               | CH_OUTBOX_BATCH_SIZE (postrider.relay.batch-size) is '0', must be 1 to 1000000
            CH_OUTBOX_BATCH_SIZE=1000001         | CH_OUTBOX_BATCH_SIZE (postrider.relay.batch-size) is '1000001', must be 1 to 1000000
            CH_OUTBOX_BATCH_SIZE=many            | CH_OUTBOX_BATCH_SIZE (postrider.relay.batch-size) is 'many', must be 1 to 1000000
            CH_OUTBOX_BATCH_SIZE=1e3             | CH_OUTBOX_BATCH_SIZE (postrider.relay.batch-size) is '1e3', must be 1 to 1000000
            CH_OUTBOX_PROCESSING_FREQUENCY_SEC=-1 | CH_OUTBOX_PROCESSING_FREQUENCY_SEC (postrider.relay.max-wait) is '-1', must be 0 to 3600
            CLICKHOUSE_PORT=65536                | CLICKHOUSE_PORT (postrider.clickhouse.port) is '65536', must be 1 to 65535
            CLICKHOUSE_HOST=http://x             | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'http://x', must be a name (of letters, digits
            CLICKHOUSE_HOST=db:0                 | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'db:0', must be a name (of letters, digits
            CLICKHOUSE_HOST=db:65536             | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'db:65536', must be a name (of letters, digits
            CLICKHOUSE_HOST=db,db:8123           | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'db,db:8123', must be a name (of letters, digits
            CLICKHOUSE_HOST=a,,b                 | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'a,,b', must be a name (of letters, digits
            CLICKHOUSE_HOST=a;b;                 | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'a;b;', must be a name (of letters, digits
            CLICKHOUSE_HOST=a;;b                 | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'a;;b', must be a name (of letters, digits
            CLICKHOUSE_HOST=;a                   | CLICKHOUSE_HOST (postrider.clickhouse.host) is ';a', must be a name (of letters, digits
            CLICKHOUSE_HOST=a,b;b:8123           | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'a,b;b:8123', must be a name (of letters, digits
            CLICKHOUSE_HOST=dead:beef:1          | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'dead:beef:1', must be a name (of letters, digits
            CLICKHOUSE_HOST=bücher.example       | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'bücher.example', must be a name (of letters, digits
            CLICKHOUSE_HOST=a b                  | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'a b', must be a name (of letters, digits
            CLICKHOUSE_HOST=x/db                 | CLICKHOUSE_HOST (postrider.clickhouse.host) is 'x/db', must be a name (of letters, digits
            CLICKHOUSE_SCHEMA=a-b                | CLICKHOUSE_SCHEMA (postrider.clickhouse.database) is 'a-b', must be a letter or _
            POSTRIDER_CLICKHOUSE_PATH=clickhouse | POSTRIDER_CLICKHOUSE_PATH (postrider.clickhouse.path) is 'clickhouse', must be empty, or up to 10 times a / and a name
            POSTRIDER_CLICKHOUSE_PATH=/          | POSTRIDER_CLICKHOUSE_PATH (postrider.clickhouse.path) is '/', must be empty, or up to 10 times a / and a name
            POSTRIDER_CLICKHOUSE_PATH=/a/        | POSTRIDER_CLICKHOUSE_PATH (postrider.clickhouse.path) is '/a/', must be empty, or up to 10 times a / and a name
            POSTRIDER_CLICKHOUSE_PATH=/a//b      | POSTRIDER_CLICKHOUSE_PATH (postrider.clickhouse.path) is '/a//b', must be empty, or up to 10 times a / and a name
            POSTRIDER_CLICKHOUSE_PATH=/a?b=c     | POSTRIDER_CLICKHOUSE_PATH (postrider.clickhouse.path) is '/a?b=c', must be empty, or up to 10 times a / and a name
            POSTRIDER_CLICKHOUSE_PATH=/a#b       | POSTRIDER_CLICKHOUSE_PATH (postrider.clickhouse.path) is '/a#b', must be empty, or up to 10 times a / and a name
            POSTRIDER_CLICKHOUSE_PATH=/a b       | POSTRIDER_CLICKHOUSE_PATH (postrider.clickhouse.path) is '/a b', must be empty, or up to 10 times a / and a name
            POSTRIDER_CLICKHOUSE_PATH=/a%2e      | POSTRIDER_CLICKHOUSE_PATH (postrider.clickhouse.path) is '/a%2e', must be empty, or up to 10 times a / and a name
            POSTRIDER_CLICKHOUSE_PATH=/a/../b    | POSTRIDER_CLICKHOUSE_PATH (postrider.clickhouse.path) is '/a/../b', must be empty, or up to 10 times a / and a name
            POSTRIDER_CLICKHOUSE_PATH=/..        | POSTRIDER_CLICKHOUSE_PATH (postrider.clickhouse.path) is '/..', must be empty, or up to 10 times a / and a name
            LOG_LEVEL=loud                       | LOG_LEVEL (logging.level.root) is 'loud', must be TRACE, DEBUG, INFO
            LOG_FORMATTER=xml                    | LOG_FORMATTER (logging.structured.format.console) is 'xml', must be console, json
            DATABASE_URL=mysql://u:pw123@h/d     | DATABASE_URL (spring.datasource.url) is 'mysql://u:***@h/d', must be a URL of the form postgres://
            DATABASE_URL=postgres://u:pw123@h:99999/d | DATABASE_URL (spring.datasource.url) is 'postgres://u:***@h:99999/d', must be a URL with a port of 1 to 65535
            SENTRY_CONFIG_DSN=https://pw123@host | SENTRY_CONFIG_DSN (sentry.dsn) is 'https://***@host', must be https://key@host/project-number
            SENTRY_TRACES_SAMPLE_RATE=2          | SENTRY_TRACES_SAMPLE_RATE (sentry.traces-sample-rate) is '2', must be 0.0 to 1.0
            POSTRIDER_RELAY_BATCH_BYTES=1KB      | POSTRIDER_RELAY_BATCH_BYTES (postrider.relay.batch-bytes) is '1KB', must be 1MB to 256MB
            POSTRIDER_RELAY_LEASE_TERM=10ms      | POSTRIDER_RELAY_LEASE_TERM (postrider.relay.lease-term) is '10ms', must be 500ms to 1m
            POSTRIDER_RELAY_LEASE_TERM=long      | POSTRIDER_RELAY_LEASE_TERM (postrider.relay.lease-term) is 'long', must be time with unit, 500ms to 1m
            POSTRIDER_RELAY_ENABLED=perhaps      | POSTRIDER_RELAY_ENABLED (postrider.relay.enabled) is 'perhaps', must be true, false
            POSTRIDER_CLICKHOUSE_ENGINE=Log      | POSTRIDER_CLICKHOUSE_ENGINE (postrider.clickhouse.engine) is 'Log', must be MergeTree, ReplicatedMergeTree or
            POSTRIDER_CLICKHOUSE_INSERT_QUORUM=1 | POSTRIDER_CLICKHOUSE_INSERT_QUORUM (postrider.clickhouse.insert-quorum) is '1', must be 2 to 99 replicas
            POSTRIDER_CLICKHOUSE_EVENT_JSON=yes  | POSTRIDER_CLICKHOUSE_EVENT_JSON (postrider.clickhouse.event-json) is 'yes', must be materialized, alias, none
            POSTRIDER_HEALTH_MAX_LAG=0s          | POSTRIDER_HEALTH_MAX_LAG (postrider.health.max-lag) is '0s', must be 1s to 24h
            POSTRIDER_RELAY_BACKOFF_LONGEST=10ms | POSTRIDER_RELAY_BACKOFF_LONGEST (postrider.relay.backoff-longest) is '10ms', must be not shorter than
            """)
    void aValueThatCannotBeUsedStopsTheStartWithNameValueAndLimit(
            String variable, String message, CapturedOutput output) {
        Throwable failure = catchThrowable(() -> started(variables(variable), context -> {}));

        assertThat(failure).isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(message)
                .contains("docs/configuration.md")
                .doesNotContain("pw123")
                .doesNotContain("\tat ");
    }

    @Test
    void everyUnusableVariableIsNamedAtOnce() {
        assertThatThrownBy(() -> started(variables("CLICKHOUSE_PORT=0", "LOG_LEVEL=loud"), context -> {}))
                .hasMessageContaining("CLICKHOUSE_PORT")
                .hasMessageContaining("LOG_LEVEL");
    }

    private static Map<String, String> variables(String... assignments) {
        return Arrays.stream(assignments)
                .map(assignment -> assignment.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (a, b) -> b, LinkedHashMap::new));
    }

    private static void started(
            Map<String, String> variables, java.util.function.Consumer<ConfigurableApplicationContext> check) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.copyOf(variables)));
        SpringApplication application = new SpringApplication(Plain.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setEnvironment(environment);
        application.setRegisterShutdownHook(false);
        try (ConfigurableApplicationContext context = application.run()) {
            check.accept(context);
        }
    }

    @Configuration
    @EnableConfigurationProperties(PostriderProperties.class)
    static class Plain {}
}
