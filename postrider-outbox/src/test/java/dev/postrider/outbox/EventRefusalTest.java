package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each refusal names value, limit and remedy, and leaves the transaction as it was. */
@PostriderTest
class EventRefusalTest {

    private static final Event GOOD = Event.of("user_created", "{}");
    private static final Outbox OUTBOX = Outbox.create(OutboxSettings.defaults().withMaxContextBytes(1_000));

    @BeforeAll
    static void migrate(PostgresDatabase database) {
        database.execute(OutboxSchema.script());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("empty type", Event.of("", "{}"), "event type is empty", "1 to 255 characters", "name it"),
                refusal(
                        "long type",
                        Event.of("é".repeat(256), "{}"),
                        "\"éééé",
                        "has 256 characters",
                        "1 to 255",
                        "shorten it"),
                refusal(
                        "NUL in type",
                        Event.of("a\0b", "{}"),
                        "\"a\\u0000b\"",
                        "NUL character at position 1",
                        "remove it"),
                refusal(
                        "half pair in type",
                        Event.of("a\ud83d", "{}"),
                        "\"a\\ud83d\"",
                        "half a surrogate pair at position 1"),
                refusal("empty environment", GOOD.withEnvironment(""), "environment is empty", "1 to 100"),
                refusal("long environment", GOOD.withEnvironment("e".repeat(101)), "has 101 characters", "1 to 100"),
                refusal(
                        "array",
                        Event.of("user_created", "[1]"),
                        "user_created is a JSON array, \"[1]\"",
                        "JSON object"),
                refusal("no JSON", Event.of("user_created", "{a:1}"), "is not JSON", "character 1", "RFC 8259"),
                refusal(
                        "large",
                        Event.of("user_created", "{\"a\":\"" + "x".repeat(1_000) + "\"}"),
                        "1008 bytes",
                        "the limit is 1000",
                        "maxContextBytes"),
                refusal("version 0", GOOD.withMetadataVersion(0), "metadata version is 0", "the least is 1"),
                refusal(
                        "too early",
                        GOOD.withDateTime(Instant.parse("1899-12-31T23:59:59.999999999Z")),
                        "1899-12-31T23:59:59.999999999Z",
                        "1900 to 2299"),
                refusal(
                        "too late",
                        GOOD.withDateTime(Instant.parse("2300-01-01T00:00:00Z")),
                        "2300-01-01T00:00:00Z",
                        "1900 to 2299"),
                refusal("far too late", GOOD.withDateTime(Instant.MAX), "1900 to 2299"),
                refusal("trace", GOOD.withTraceParent("00-abc"), "\"00-abc\"", "W3C traceparent"),
                refusal(
                        "zero trace",
                        GOOD.withTraceParent("00-" + "0".repeat(32) + "-b7ad6b7169203331-01"),
                        "W3C traceparent"));
    }

    private static Arguments refusal(String name, Event event, String... words) {
        return Arguments.of(name, event, List.of(words));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void isRefusedBeforeAnythingIsWritten(String name, Event event, List<String> words, PostgresDatabase database)
            throws SQLException {
        try (OpenTransaction transaction = new OpenTransaction(database)) {
            assertThatExceptionOfType(InvalidEventException.class)
                    .isThrownBy(() -> OUTBOX.publish(transaction.connection, event))
                    .satisfies(e -> assertThat(e.getMessage()).contains(words));
            assertThatExceptionOfType(InvalidEventException.class)
                    .isThrownBy(() -> OUTBOX.publishAll(transaction.connection, List.of(GOOD, GOOD, event)))
                    .satisfies(e -> assertThat(e.getMessage()).contains(words).contains("event 2 (counted from 0)"));
            assertThat(transaction.count()).isZero();
        }
    }

    @Test
    void nullIsRefused(PostgresDatabase database) throws SQLException {
        try (OpenTransaction transaction = new OpenTransaction(database)) {
            assertThatExceptionOfType(InvalidEventException.class)
                    .isThrownBy(() -> OUTBOX.publishAll(transaction.connection, Arrays.asList(GOOD, null)))
                    .withMessageContaining("event 1")
                    .withMessageContaining("null");
        }
    }

    @Test
    void whatIsJustWithinTheLimitsIsTakenByTheDatabaseToo(PostgresDatabase database) throws SQLException {
        List<Event> atLimits = List.of(
                Event.of("😀".repeat(255), "{}"),
                GOOD.withEnvironment("😀".repeat(100)),
                GOOD.withDateTime(EventTime.EARLIEST),
                GOOD.withDateTime(EventTime.LATEST.plusNanos(999)),
                GOOD.withMetadataVersion(Long.MAX_VALUE),
                Event.of("user_created", "{\"a\":\"" + "x".repeat(992) + "\"}"));
        try (OpenTransaction transaction = new OpenTransaction(database)) {
            for (Event event : atLimits) {
                OUTBOX.publish(transaction.connection, event);
            }
            OUTBOX.publishAll(transaction.connection, atLimits);
            assertThat(transaction.count()).isEqualTo(2L * atLimits.size());
        }
    }

    @Test
    void settingsOutOfRangeAreRefusedWithTheLimit() {
        OutboxSettings settings = OutboxSettings.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withEnvironment(""))
                .withMessageContaining("1 to 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withMaxContextBytes(1))
                .withMessageContaining("maxContextBytes is 1, allowed are 2 to 16777216");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withMaxContextBytes(Integer.MAX_VALUE))
                .withMessageContaining("16777216");
    }
}
