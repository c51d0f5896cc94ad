package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.encode.NativeEncoder;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostriderTest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that were there before: what the real engine makes of the values that are written to them. */
@PostriderTest
class AdoptedTableTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123456Z");

    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final ClickHouseDatabase clickHouse;

    AdoptedTableTest(ClickHouseDatabase clickHouse) {
        this.clickHouse = clickHouse;
    }

    private void make(String columns) {
        clickHouse.execute("CREATE TABLE event_log (" + columns + ") ENGINE = MergeTree ORDER BY tuple()"
                + " SETTINGS allow_nullable_key = 1, allow_suspicious_low_cardinality_types = 1");
    }

    /** One event, as it would come from the outbox. */
    private record Event(long id, Instant time, String context, long version) {
        private static final long SECONDS_TO_2000 =
                Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

        byte[] row() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            number(out, id);
            text(out, "user_created");
            number(out, (time.getEpochSecond() - SECONDS_TO_2000) * 1_000_000 + time.getNano() / 1_000);
            text(out, "Local");
            text(out, context);
            number(out, version);
            out.writeInt(-1);
            return bytes.toByteArray();
        }

        private static void number(DataOutputStream out, long value) throws IOException {
            out.writeInt(Long.BYTES);
            out.writeLong(value);
        }

        private static void text(DataOutputStream out, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    /** A batch of one event. */
    private record Batch(RowBuffer buffer, String token) implements EncodedBatch {
        @Override
        public long batchNo() {
            return 1;
        }

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public long length() {
            return buffer.length(buffer.allRows());
        }

        @Override
        public String queryId() {
            return QueryIds.of(QueryIds.ofBatch("shop", 1), token);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            buffer.writeTo(out, buffer.allRows());
        }
    }

    private void deliver(Event event) throws SinkException {
        try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            RowBuffer buffer = new RowBuffer();
            NativeEncoder encoder = new NativeEncoder(sink.prepare(), "shop", buffer);
            byte[] row = event.row();
            encoder.row(7, row, 0, row.length);
            assertThat(buffer.unfit()).isEmpty();
            assertThat(sink.send(new Batch(buffer, "%064x".formatted(event.hashCode()))))
                    .isInstanceOf(SendOutcome.Stored.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why the event log can't hold an event, before it is sent. */
    private String unfit(Event event) throws SinkException {
        try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            RowBuffer buffer = new RowBuffer();
            byte[] row = event.row();
            new NativeEncoder(sink.prepare(), "shop", buffer).row(7, row, 0, row.length);
            return buffer.unfit().getOrDefault(0, "it fits");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertRefusedAtTheStart(String... words) {
        try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            assertThatThrownBy(sink::prepare)
                    .isInstanceOf(SinkException.class)
                    .message()
                    .contains(words);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "6, 1900-01-01T00:00:00Z, 2299-12-31T23:59:59.999999Z",
        "7, 1900-01-01T00:00:00Z, 2299-12-31T23:59:59.999999Z",
        "8, 1900-01-01T00:00:00Z, 2299-12-31T23:59:59.999999Z",
        "9, 1900-01-01T00:00:00Z, 2262-04-11T23:47:16.854775Z",
    })
    void timesAreKeptToTheMicrosecondUpToTheLimitsOfTheType(int digits, Instant earliest, Instant latest)
            throws SinkException {
        make("event_type String, event_date_time DateTime64(" + digits + ", 'Asia/Kathmandu'), event_context String");

        for (Instant time : List.of(earliest, Instant.EPOCH.minusNanos(1_000), NOON, latest)) {
            deliver(new Event(1, time, "{}", 1));
            assertThat(clickHouse.queryOne(
                            "SELECT toTimeZone(event_date_time, 'UTC')::DateTime64(6, 'UTC') FROM event_log"))
                    .isEqualTo(TEXT.format(time));
            clickHouse.execute("TRUNCATE TABLE event_log");
        }
        for (Instant time : List.of(earliest.minusNanos(1_000), latest.plusNanos(1_000))) {
            assertThat(unfit(new Event(42, time, "{}", 1)))
                    .contains("event 42", "event_date_time", time.toString(), "DateTime64(" + digits);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DateTime",
                "DateTime('UTC')",
                "DateTime64(0)",
                "DateTime64(3, 'UTC')",
                "DateTime64(5)",
                "Date",
                "Int64"
            })
    void aTimeThatWouldLoseMicrosecondsStopsTheStart(String type) {
        make("event_type String, event_date_time " + type + ", event_context String");

        assertRefusedAtTheStart(
                "event_date_time", type, "MODIFY COLUMN event_date_time DateTime64(6, 'UTC')", clickHouse.name());
    }

    @ParameterizedTest
    @CsvSource({
        "Int8, 127",
        "UInt8, 255",
        "Int16, 32767",
        "UInt16, 65535",
        "Int32, 2147483647",
        "UInt32, 4294967295",
        "Int64, 9223372036854775807",
        "UInt64, 9223372036854775807",
        "Int128, 9223372036854775807",
        "UInt128, 9223372036854775807",
        "Int256, 9223372036854775807",
        "UInt256, 9223372036854775807",
        "LowCardinality(UInt32), 4294967295",
        "LowCardinality(Nullable(UInt16)), 65535",
        "Nullable(Int128), 9223372036854775807",
    })
    void integersOfAnyWidthHoldWhatFits(String type, long most) throws SinkException {
        make(
                "event_type String, event_date_time DateTime64(6), event_context String, event_id UInt256, metadata_version "
                        + type);

        deliver(new Event(Long.MAX_VALUE, NOON, "{}", most));

        assertThat(clickHouse.query("SELECT event_id, metadata_version FROM event_log"))
                .containsExactly(List.of(Long.toString(Long.MAX_VALUE), Long.toString(most)));
        if (most < Long.MAX_VALUE) {
            assertThat(unfit(new Event(2, NOON, "{}", most + 1)))
                    .contains("event 2", "metadata_version " + (most + 1), type, "at most " + most);
        }
    }

    @Test
    void aColumnThatWasNarrowedSinceRefusesTheBatchInsteadOfCuttingItsValues() throws SinkException, IOException {
        make("event_type String, event_date_time DateTime64(6), event_context String, metadata_version UInt64");
        try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            RowBuffer buffer = new RowBuffer();
            byte[] row = new Event(1, NOON, "{}", 300).row();
            new NativeEncoder(sink.prepare(), "shop", buffer).row(7, row, 0, row.length);
            clickHouse.execute("ALTER TABLE event_log MODIFY COLUMN metadata_version UInt8");

            assertThat(sink.send(new Batch(buffer, "a".repeat(64)))).isInstanceOf(SendOutcome.Refused.class);
        }
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("0");
    }

    @Test
    void lowCardinalityNullableAndJsonAreWrittenThrough() throws SinkException {
        make("event_type LowCardinality(Nullable(String)), event_date_time Nullable(DateTime64(7, 'UTC')),"
                + " environment Nullable(String), event_context JSON(max_dynamic_paths = 8, a UInt8), outbox String,"
                + " trace_parent LowCardinality(Nullable(String))");

        deliver(new Event(1, NOON, "{\"a\": 7, \"b\": {\"c\": \"x\"}}", 1));

        assertThat(clickHouse.query(
                        "SELECT event_type, event_date_time, environment, event_context.a, event_context.b.c::String,"
                                + " outbox, trace_parent IS NULL FROM event_log"))
                .containsExactly(
                        List.of("user_created", "2026-01-31 12:00:00.1234560", "Local", "7", "x", "shop", "1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "event_type; FixedString(12); one length",
                "event_type; Enum8('user_created' = 1); the values listed",
                "environment; LowCardinality(FixedString(8)); one length",
                "environment; Enum16('Local' = 1); the values listed",
                "outbox; UUID; without loss",
                "metadata_version; Float64; without loss",
                "event_id; Decimal(38, 0); without loss",
                "event_context; Map(String, String); without loss",
            })
    void aTypeThatCannotHoldTheValuesStopsTheStartWithTheColumnsName(String column, String type, String reason) {
        String others = "event_type String, event_date_time DateTime64(6), event_context String, environment String,"
                + " outbox String, metadata_version UInt64, event_id UInt64";
        make(others.replaceFirst(column + " [A-Za-z0-9]+", column + " " + Matcher.quoteReplacement(type)));

        assertRefusedAtTheStart("the column " + column, type, reason, "MODIFY COLUMN " + column);
    }

    @Test
    void otherColumnsAreLeftToTheirDefaults() throws SinkException {
        make("event_type String, event_date_time DateTime64(6), event_context String,"
                + " stored_at DateTime DEFAULT now(), day Date MATERIALIZED toDate(event_date_time), upper String ALIAS upper(event_type),"
                + " note Nullable(String), tags Array(String), labels Map(String, String), raw String EPHEMERAL");

        deliver(new Event(1, NOON, "{}", 1));

        assertThat(clickHouse.query(
                        "SELECT stored_at > now() - 60, day, upper, note IS NULL, tags, labels FROM event_log"))
                .containsExactly(List.of("1", "2026-01-31", "USER_CREATED", "1", "[]", "{}"));
    }

    @Test
    void aColumnThatNothingFillsStopsTheStart() {
        make("event_type String, event_date_time DateTime64(6), event_context String, tenant LowCardinality(String)");

        assertRefusedAtTheStart("the column tenant", "no default", "MODIFY COLUMN tenant DEFAULT");
    }

    @ParameterizedTest
    @CsvSource({"ALIAS, '{}'", "MATERIALIZED, '{}'"})
    void aColumnThatIsComputedStopsTheStartAndIsNotMissing(String kind, String value) {
        make("event_type String, event_date_time DateTime64(6), event_context String " + kind + " '" + value + "'");

        assertRefusedAtTheStart("the column event_context", "is " + kind, "MODIFY COLUMN event_context REMOVE " + kind);
    }
}
