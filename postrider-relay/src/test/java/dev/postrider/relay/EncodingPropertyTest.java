package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random events, as strange as the outbox takes them, encoded and decoded back by the engine. A failure names the seed; give it
 * as the system property {@code seed} to see it again.
 */
@PostriderTest
class EncodingPropertyTest {
    private static final int EVENTS = 1_000;
    private static final long EARLIEST = -2_208_988_800_000_000L;
    private static final long LATEST = 10_413_791_999_999_999L;

    /** As bytes: a driver's idea of text would hide a difference. */
    private static final String PUBLISHED = """
            SELECT id, encode(convert_to(event_type, 'UTF8'), 'hex'), (extract(epoch FROM event_date_time) * 1000000)::bigint,
                   encode(convert_to(environment, 'UTF8'), 'hex'), encode(convert_to(event_context::text, 'UTF8'), 'hex'),
                   metadata_version, COALESCE(trace_parent, '')
            FROM postrider.event_outbox ORDER BY id""";

    private static final String DELIVERED = """
            SELECT event_id, lower(hex(event_type)), toUnixTimestamp64Micro(event_date_time), lower(hex(environment)),
                   lower(hex(event_context)), metadata_version, trace_parent
            FROM event_log ORDER BY event_id""";

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void anyEventComesOutOfTheEngineAsItWentIntoTheOutbox(PostgresDatabase postgres, ClickHouseDatabase clickHouse)
            throws SQLException {
        OutboxFixture.makeOutbox(postgres);
        publish(postgres);
        // The column derived from the text has a path for every name in every context, which takes its time.
        ClickHouseSettings textAlone = OutboxFixture.settings(clickHouse).withEventJson(EventJson.NONE);
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay =
                        new Relay(pool, ClickHouseSink.create(textAlone), OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() ->
                            clickHouse.queryOne("SELECT count() FROM event_log").equals(Integer.toString(EVENTS)));
        }
        List<? extends List<@Nullable String>> published = postgres.query(PUBLISHED);
        assertThat(clickHouse.query(DELIVERED)).as("seed %d", seed).isEqualTo(published);
    }

    private void publish(PostgresDatabase postgres) throws SQLException {
        try (Connection connection = postgres.connect();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO postrider.event_outbox
                          (event_type, event_date_time, environment, event_context, metadata_version, trace_parent)
                        VALUES (?, ?, ?, ?::json, ?, ?)""")) {
            for (int event = 0; event < EVENTS; event++) {
                insert.setString(1, text(255));
                insert.setObject(
                        2, Instant.EPOCH.plus(micros(), ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
                insert.setString(3, text(100));
                insert.setString(4, context());
                insert.setLong(5, version());
                insert.setString(6, traceParent());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Of any characters that UTF-8 has, but NUL, which PostgreSQL's text has not. */
    private String text(int longest) {
        int length = random.nextInt(10) == 0 ? longest : 1 + random.nextInt(12);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(codePoint());
        }
        return text.toString();
    }

    private int codePoint() {
        return switch (random.nextInt(5)) {
            case 0 -> 1 + random.nextInt(0x1f);
            case 1 -> 0x20 + random.nextInt(0x60);
            case 2 -> 0x80 + random.nextInt(0x780);
            case 3 -> 0xe000 + random.nextInt(0x2000);
            default -> 0x10000 + random.nextInt(0x100000);
        };
    }

    /** Of some months, the first and the last one among them: each is a partition. */
    private long micros() {
        long month = 2_629_746_000_000L;
        return switch (random.nextInt(4)) {
            case 0 -> EARLIEST + random.nextInt(1_000);
            case 1 -> LATEST - random.nextInt(1_000);
            case 2 -> random.nextLong(-month, month);
            default -> 800_000_000L * 1_000_000 + random.nextLong(10 * month);
        };
    }

    private long version() {
        return random.nextBoolean() ? 1 + random.nextInt(3) : random.nextLong(1, Long.MAX_VALUE);
    }

    private @Nullable String traceParent() {
        return random.nextBoolean()
                ? null
                : "00-%016x%016x-%016x-%02x"
                        .formatted(
                                random.nextLong() | 1, random.nextLong(), random.nextLong() | 1, random.nextInt(256));
    }

    private String context() {
        StringBuilder json = new StringBuilder();
        object(json, 3);
        assertThat(json.toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(1_000_000);
        return json.toString();
    }

    private void object(StringBuilder json, int depth) {
        json.append('{').append(space());
        int members = random.nextInt(4);
        for (int member = 0; member < members; member++) {
            json.append(member == 0 ? "" : ",").append(space());
            string(json);
            json.append(space()).append(':');
            value(json, depth);
        }
        json.append('}');
    }

    private void value(StringBuilder json, int depth) {
        switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> string(json);
            case 1 -> json.append(random.nextLong()).append(random.nextBoolean() ? "00000000000000000000001" : "");
            case 2 ->
                json.append("-0.")
                        .append(random.nextInt(1_000_000_000))
                        .append("e-")
                        .append(random.nextInt(400));
            case 3 -> json.append(random.nextBoolean() ? "null" : "false");
            case 4 -> object(json, depth - 1);
            default -> {
                json.append('[');
                for (int i = random.nextInt(3); i >= 0; i--) {
                    value(json, depth - 1);
                    json.append(i == 0 ? "" : ",");
                }
                json.append(']');
            }
        }
    }

    /** Escapes of anything too: NUL and lone surrogates are texts like others. */
    private void string(StringBuilder json) {
        json.append('"');
        for (int i = random.nextInt(12); i > 0; i--) {
            int point = codePoint();
            if (random.nextInt(4) == 0) {
                json.append("\\u%04x".formatted(random.nextInt(0x10000)));
            } else if (point < 0x20 || point == '"' || point == '\\') {
                json.append("\\").append("\"\\/bfnrt".charAt(random.nextInt(8)));
            } else {
                json.appendCodePoint(point);
            }
        }
        json.append('"');
    }

    private String space() {
        return random.nextInt(3) == 0 ? "\n " : "";
    }
}
