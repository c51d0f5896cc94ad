package dev.postrider.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.outbox.Event;
import dev.postrider.outbox.EventTime;
import dev.postrider.outbox.InvalidEventException;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/**
 * The smallest, the largest and the oddest value of every column, and random mixtures of them, by every way into the outbox: each
 * is in ClickHouse as it was published, byte for byte. What is just beyond is refused. A failure names the seed; give it as the
 * system property {@code seed} to see it again.
 */
@PostriderTest
class EveryValueTest {
    private static final int LARGEST_CONTEXT = OutboxSettings.GREATEST_MAX_CONTEXT_BYTES;
    private static final int HEX_UP_TO = 100_000;
    private static final Outbox OUTBOX = Outbox.create(OutboxSettings.defaults().withMaxContextBytes(LARGEST_CONTEXT));

    private static final Event PLAIN =
            Event.of("plain", "{}").withEnvironment("Test").withDateTime(Instant.parse("2026-03-01T12:00:00.123456Z"));

    private static final List<String> ODD_TEXTS = List.of(
            "a",
            " ",
            " a ",
            "\u0001",
            "\r\n\t",
            "\u007f\u0085",
            "'\"\\$1%_{}",
            "\\N",
            "a\u0301\u200d",
            "\u202eabc\u05d0\u0627",
            "\ufeff",
            "\ufffe\uffff",
            "\ud800\udc00\udbff\udfff");

    private static final List<Long> VERSIONS = List.of(1L, 2L, 1L << 31, (1L << 53) + 1, Long.MAX_VALUE);

    private static final List<Instant> TIMES = List.of(
            EventTime.EARLIEST,
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            Instant.EPOCH,
            Instant.parse("2262-04-11T23:47:16.854776Z"),
            EventTime.LATEST);

    private static final List<String> TRACES = List.of(
            "00-00000000000000000000000000000001-0000000000000001-00",
            "fe-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff");

    private static final String DELIVERED = """
            SELECT lower(hex(event_type)), lower(hex(environment)),
                   if(length(event_context) <= %d, lower(hex(event_context)),
                      concat(toString(length(event_context)), ' ', lower(hex(MD5(event_context))))),
                   metadata_version, toUnixTimestamp64Micro(event_date_time), trace_parent
            FROM event_log ORDER BY event_id""".formatted(HEX_UP_TO);

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final PostgresDatabase postgres;

    EveryValueTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    private static Stream<String> texts(int longest) {
        return Stream.concat(
                ODD_TEXTS.stream(), Stream.of("x".repeat(longest), "😀".repeat(longest), " ".repeat(longest)));
    }

    private static List<String> contexts() {
        List<String> contexts = new ArrayList<>(List.of(
                "{}",
                " \n\t\r{ } \n",
                "{\"\":\"\"}",
                "{\"a\":1,\"a\":2,\"a\":{}}",
                "{\"\\u0000\":\"\\u0000\",\"b\":\"\\ud800 \\uDC00 \\ud83d\\ude00\"}",
                "{\"n\":[1e400,-0.0,1E+1000,0.1000,123456789012345678901234567890123456789012345678901234567890]}",
                "{\"a\":" + "[".repeat(1_999) + "]".repeat(1_999) + "}"));
        ODD_TEXTS.stream()
                .filter(text -> text.chars().noneMatch(c -> c < ' ' || c == '"' || c == '\\'))
                .forEach(text -> contexts.add("{\"" + text + "\":\"" + text + "\"}"));
        return contexts;
    }

    /** One with each odd value, and mixtures. */
    private List<Event> events() {
        List<String> types = texts(255).toList();
        List<String> environments = texts(100).toList();
        List<String> contexts = contexts();
        List<Event> events = new ArrayList<>();
        types.forEach(type -> events.add(with(PLAIN, type, PLAIN.context())));
        environments.forEach(environment -> events.add(PLAIN.withEnvironment(environment)));
        contexts.forEach(context -> events.add(with(PLAIN, PLAIN.type(), context)));
        VERSIONS.forEach(version -> events.add(PLAIN.withMetadataVersion(version)));
        TIMES.forEach(time -> events.add(PLAIN.withDateTime(time)));
        TRACES.forEach(trace -> events.add(PLAIN.withTraceParent(trace)));
        for (int i = 0; i < 50; i++) {
            events.add(with(PLAIN, any(types), any(contexts))
                    .withEnvironment(any(environments))
                    .withMetadataVersion(any(VERSIONS))
                    .withDateTime(any(TIMES))
                    .withTraceParent(random.nextBoolean() ? any(TRACES) : null));
        }
        return events;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static Event with(Event event, String type, String context) {
        return Event.of(type, context).withEnvironment(event.environment()).withDateTime(event.dateTime());
    }

    /** Of a size in bytes; half of them in characters of four. */
    private static Event large(int bytes) {
        int wide = bytes / 8;
        return with(
                PLAIN,
                "large",
                "{\"a\":\"" + "😀".repeat(wide) + "x".repeat(bytes - "{\"a\":\"\"}".length() - 4 * wide) + "\"}");
    }

    private static long publishBySql(Connection connection, Event event) throws SQLException {
        try (PreparedStatement publish =
                connection.prepareStatement("SELECT postrider.publish(?, ?::json, ?, ?::timestamptz, ?, ?)")) {
            publish.setString(1, event.type());
            publish.setString(2, event.context());
            publish.setString(3, event.environment());
            publish.setString(4, String.valueOf(event.dateTime()));
            publish.setLong(5, event.metadataVersion());
            publish.setString(6, event.traceParent());
            publish.executeQuery();
            return 1;
        }
    }

    /** By every way; gives what was published, in the order of the ids. */
    private List<Event> publishInEveryWay() throws SQLException {
        List<Event> events = events();
        List<Event> published = new ArrayList<>();
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET postrider.max_context_bytes = " + LARGEST_CONTEXT);
            for (Event event : events) {
                OUTBOX.publish(connection, event);
            }
            published.addAll(events);
            for (Event event : events) {
                publishBySql(connection, event);
            }
            published.addAll(events);
            OUTBOX.publishAll(connection, events);
            published.addAll(events);
            List<Event> many = new ArrayList<>(events);
            many.addAll(Collections.nCopies(200, PLAIN));
            many.add(large(LARGEST_CONTEXT));
            OUTBOX.publishAll(connection, many);
            published.addAll(many);
            OUTBOX.publish(connection, large(LARGEST_CONTEXT));
            publishBySql(connection, large(LARGEST_CONTEXT));
            published.addAll(List.of(large(LARGEST_CONTEXT), large(LARGEST_CONTEXT)));
            connection.commit();
        }
        return published;
    }

    @Test
    void isInClickHouseAsItWasPublishedByteForByte(ClickHouseDatabase clickHouse) throws SQLException {
        List<Event> published = publishInEveryWay();
        ClickHouseSettings settings = OutboxFixture.settings(clickHouse)
                .withTimeout(Duration.ofSeconds(60))
                // a column for each path of each odd context would be another test
                .withEventJson(EventJson.NONE);
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay =
                        new Relay(pool, ClickHouseSink.create(settings), OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(
                            () -> postgres.queryOne("SELECT COALESCE(max(total_rows), 0) FROM postrider.relay_batch"),
                            Integer.toString(published.size())::equals);
        }
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                .isEqualTo("0");
        List<? extends List<@Nullable String>> delivered = clickHouse.query(DELIVERED);
        assertThat(delivered).hasSize(published.size());
        for (int i = 0; i < published.size(); i++) {
            assertThat(delivered.get(i)).as("event %d, seed %d", i, seed).isEqualTo(figures(published.get(i)));
        }
    }

    private static List<String> figures(Event event) {
        return List.of(
                hex(event.type()),
                hex(requireNonNull(event.environment())),
                figure(event.context()),
                Long.toString(event.metadataVersion()),
                Long.toString(EventTime.micros(requireNonNull(event.dateTime()))),
                event.traceParent() == null ? "" : event.traceParent());
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String figure(String context) {
        byte[] bytes = context.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= HEX_UP_TO) {
            return hex(context);
        }
        try {
            return bytes.length + " "
                    + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** A value just beyond, the words that name it and its limit, and whether SQL can say it at all. */
    private record Beyond(Event event, String value, String limit, boolean inSql) {}

    private static List<Beyond> beyond() {
        return List.of(
                new Beyond(with(PLAIN, "", "{}"), "event type is empty", "1 to 255", true),
                new Beyond(with(PLAIN, "😀".repeat(256), "{}"), "has 256 characters", "1 to 255", true),
                new Beyond(with(PLAIN, "x".repeat(255) + " ", "{}"), "has 256 characters", "1 to 255", true),
                new Beyond(with(PLAIN, "a\0", "{}"), "NUL character at position 1", "cannot hold", false),
                new Beyond(with(PLAIN, "\udc00", "{}"), "half a surrogate pair at position 0", "cannot encode", false),
                new Beyond(PLAIN.withEnvironment(""), "environment is empty", "1 to 100", true),
                new Beyond(PLAIN.withEnvironment("x".repeat(101)), "has 101 characters", "1 to 100", true),
                new Beyond(with(PLAIN, "x", "[]"), "is a JSON array", "JSON object", true),
                new Beyond(with(PLAIN, "x", "null"), "JSON null", "JSON object", true),
                new Beyond(with(PLAIN, "x", ""), "JSON", "RFC 8259", false),
                new Beyond(with(PLAIN, "x", "{\"a\":\"\0\"}"), "JSON", "RFC 8259", false),
                new Beyond(large(LARGEST_CONTEXT + 1), "16777217 bytes", "16777216", true),
                new Beyond(PLAIN.withMetadataVersion(0), "is 0", "the least is 1", true),
                new Beyond(
                        PLAIN.withMetadataVersion(Long.MIN_VALUE), "is -9223372036854775808", "the least is 1", true),
                new Beyond(
                        PLAIN.withDateTime(EventTime.EARLIEST.minusNanos(1_000)), "1899-12-31", "1900 to 2299", true),
                new Beyond(PLAIN.withDateTime(EventTime.LATEST.plusNanos(1_000)), "2300-01-01", "1900 to 2299", true),
                new Beyond(
                        PLAIN.withTraceParent("00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01"),
                        "00-0AF7",
                        "W3C traceparent",
                        true),
                new Beyond(PLAIN.withTraceParent(""), "trace parent", "W3C traceparent", true));
    }

    @Test
    void whatIsBeyondIsRefusedAtPublishWithValueLimitAndRemedy() throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'; SET postrider.max_context_bytes = " + LARGEST_CONTEXT);
            connection.setAutoCommit(false);
            for (Beyond beyond : beyond()) {
                assertThatExceptionOfType(InvalidEventException.class)
                        .as(beyond.toString())
                        .isThrownBy(() -> OUTBOX.publish(connection, beyond.event()))
                        .withMessageContainingAll(beyond.value(), beyond.limit())
                        .withMessageMatching("(?s).*(: |\\. | or ).*");
                if (beyond.inSql()) {
                    assertThatExceptionOfType(PSQLException.class)
                            .isThrownBy(() -> publishBySql(connection, beyond.event()))
                            .withMessageContainingAll(beyond.value(), beyond.limit())
                            .satisfies(e -> assertThat(requireNonNull(e.getServerErrorMessage())
                                            .getHint())
                                    .isNotBlank());
                    connection.rollback();
                    statement.execute("SET TIME ZONE 'UTC'; SET postrider.max_context_bytes = " + LARGEST_CONTEXT);
                    connection.commit();
                }
            }
        }
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox"))
                .isEqualTo("0");
    }
}
