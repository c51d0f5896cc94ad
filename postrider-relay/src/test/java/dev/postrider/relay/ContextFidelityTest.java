package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.outbox.Event;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was published stands in ClickHouse byte for byte, whatever JSON allows. */
@PostriderTest
class ContextFidelityTest {
    /** A context, and how it is queried as JSON with what result; {@link #NOT_AS_JSON} where ClickHouse's JSON type can't hold the object. */
    private static final Map<String, String[]> CONTEXTS = new LinkedHashMap<>();

    private static final String[] NOT_AS_JSON = {"isNull(event_json)", "1"};

    static {
        CONTEXTS.put("{}", new String[] {"toString(event_json)", "{}"});
        CONTEXTS.put(
                "{\"escapes\": \"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\ud83d\\ude00\"}",
                new String[] {"hex(event_json.escapes::String)", hex("\" \\ / \b \f \n \r \t \u00e9 \ud83d\ude00")});
        CONTEXTS.put("{\"nul\": \"a\\u0000b\"}", new String[] {"hex(event_json.nul::String)", hex("a\0b")});
        CONTEXTS.put("{\"lone\": \"\\ud800\"}", new String[] {"isNull(event_json) OR isNotNull(event_json.lone)", "1"});
        CONTEXTS.put("{\"digits\": 123456789012345678901234567890}", NOT_AS_JSON);
        CONTEXTS.put(
                "{\"fraction\": 0.123456789012345678901234567890}",
                new String[] {"event_json.fraction::Float64", "0.12345678901234568"});
        CONTEXTS.put("{\"whole\": 9007199254740993}", new String[] {"event_json.whole::Int64", "9007199254740993"});
        CONTEXTS.put(
                "{\"deep\": " + "[".repeat(500) + "]".repeat(500) + "}",
                new String[] {"isNotNull(event_json.deep)", "1"});
        CONTEXTS.put(
                "{\"d\":".repeat(500) + "1" + "}".repeat(500),
                new String[] {"isNull(event_json) OR isNotNull(event_json)", "1"});
        CONTEXTS.put(
                "{\"text\": \"" + "x".repeat(1024 * 1024 - 12) + "\"}",
                new String[] {"length(event_json.text::String)", Integer.toString(1024 * 1024 - 12)});
        CONTEXTS.put("{\"имя\": \"Ада\", \"名\": {\"姓\": 1}}", new String[] {"event_json.`имя`::String", "Ада"});
        CONTEXTS.put(
                "{\"day\": \"2026-11-21\", \"time\": \"2026-11-21T08:09:10Z\"}",
                new String[] {"event_json.day::String", "2026-11-21"});
        CONTEXTS.put("{\"a\": 1, \"a\": 2}", new String[] {"isNull(event_json) OR isNotNull(event_json.a)", "1"});
        CONTEXTS.put("{\"a\":{\"b\":1},\"a.b\":2}", NOT_AS_JSON);
        CONTEXTS.put(
                "{ \"order\" : 1 ,\n\t\"kept\" : [ 1 , null , true ] }", new String[] {"event_json.order::Int64", "1"});
    }

    @BeforeEach
    void makeOutbox(PostgresDatabase postgres) {
        OutboxFixture.makeOutbox(postgres);
    }

    @Test
    void everyContextArrivesByteForByteAndAsJsonWhereTheTypeCanHoldIt(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse) throws SQLException {
        publish(postgres, CONTEXTS.keySet());

        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay =
                        new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, Duration.ofSeconds(30));
        }

        assertThat(strings(clickHouse.queryBytes(
                        "SELECT event_context FROM event_log ORDER BY event_id FORMAT RowBinary")))
                .containsExactlyElementsOf(CONTEXTS.keySet());
        int id = 0;
        for (String[] expected : CONTEXTS.values()) {
            id++;
            assertThat(clickHouse.queryOne("SELECT " + expected[0] + " FROM event_log WHERE event_id = " + id))
                    .as("event %s: %s", id, expected[0])
                    .isEqualTo(expected[1]);
        }
    }

    private static void publish(PostgresDatabase postgres, Iterable<String> contexts) throws SQLException {
        Outbox outbox = Outbox.create(OutboxSettings.defaults());
        List<Event> events = new ArrayList<>();
        contexts.forEach(context -> events.add(Event.of("odd", context)));
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            outbox.publishAll(connection, events);
            connection.commit();
        }
    }

    private static List<String> strings(byte[] rowBinary) {
        List<String> strings = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(rowBinary);
        while (bytes.hasRemaining()) {
            int length = 0;
            int shift = 0;
            byte part;
            do {
                part = bytes.get();
                length |= (part & 0x7f) << shift;
                shift += 7;
            } while (part < 0);
            byte[] text = new byte[length];
            bytes.get(text);
            strings.add(new String(text, StandardCharsets.UTF_8));
        }
        return strings;
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
