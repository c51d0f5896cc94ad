package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.memory.BatchMemory;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.trace.BatchReading;
import dev.postrider.relay.trace.BatchTrace;
import dev.postrider.relay.trace.BatchTracer;
import dev.postrider.relay.trace.InsertTrace;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a relay tells a tracer, and that delivery does not depend on it. */
@PostriderTest
class TracedBatchesTest extends DeliveryFixture {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String OF_INSERT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final RecordingTracer traced = new RecordingTracer();
    private final List<String> headers = new CopyOnWriteArrayList<>();

    TracedBatchesTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private Relay start(Sink sink, BatchTracer tracer) {
        Surroundings around = Surroundings.ofOne(BatchMemory.ofOne(OutboxFixture.QUICK.bounds()))
                .withTracer(tracer);
        Relay relay = new Relay(pool, sink, OutboxFixture.QUICK, heard, around);
        relay.start();
        return relay;
    }

    private void publish(String traceParent) {
        postgres.execute("SELECT postrider.publish('thing_happened', '{}', 'Test', NULL, 1, " + traceParent + ")");
    }

    @Test
    void aBatchIsToldFromItsReadingToItsAcknowledgementWithTheRecordedTracesOfItsEvents() {
        postgres.execute("SELECT postrider.publish('thing_happened', '{}', 'Test', NULL, 1, parent) FROM (VALUES"
                + " ('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'), (NULL),"
                + " ('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),"
                + " ('00-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00'),"
                + " ('00-6bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03')) e(parent)");

        try (Relay relay = start(new NotingSink(OutboxFixture.sink(clickHouse)), traced)) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            await().atMost(SOON).until(() -> traced.told.contains("delivered but 0"));
        }

        assertThat(traced.told).containsExactly("begun", "insert of 5", "Stored[]", "delivered but 0");
        assertThat(headers).containsExactly(OF_INSERT);
        BatchReading reading = traced.readings.get(0);
        assertThat(reading.publishedIn())
                .containsExactly(
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                        "00-6bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03");
        assertThat(reading.rows()).isEqualTo(5);
        assertThat(reading.outbox()).isEqualTo(postgres.name());
        assertThat(reading.firstRow()).isBetween(reading.began(), reading.ended());
    }

    @Test
    void aBatchWithoutAnOutcomeIsBrokenOffWithItsRelayAndTheNextRelayBeginsATraceOfItsOwn() {
        publish("NULL");
        try (Relay relay = start(new FailingSink(OutboxFixture.sink(clickHouse)), traced)) {
            await().atMost(SOON).until(() -> traced.told.contains("insert of 1"));
        }
        assertThat(traced.told).contains("Unavailable[code=0, reason=away]").endsWith("broken off");

        traced.told.clear();
        try (Relay relay = start(OutboxFixture.sink(clickHouse), traced)) {
            await().atMost(SOON).until(() -> traced.told.contains("delivered but 0"));
        }
        assertThat(traced.told).startsWith("begun").doesNotContain("broken off");
    }

    @Test
    void refusedEventsAreToldWithTheInsertsThatFoundThem() {
        try (Relay relay = start(OutboxFixture.sink(clickHouse), BatchTracer.none())) {
            publish("NULL");
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
        clickHouse.execute("ALTER TABLE event_log ADD CONSTRAINT picky CHECK event_type != 'odd'");
        postgres.execute("SELECT postrider.publish('odd', '{}', 'Test'), postrider.publish('even', '{}', 'Test')");

        try (Relay relay = start(OutboxFixture.sink(clickHouse), traced)) {
            await().atMost(SOON).until(() -> traced.told.contains("delivered but 1"));
        }

        assertThat(traced.told).anyMatch(told -> told.startsWith("Refused")).contains("Stored[]");
    }

    @Test
    void aTracerThatThrowsDisturbsNothingAndIsToldOfOnce() {
        try (Logged logged = Logged.begin()) {
            for (int when = 0; when < 6; when++) {
                publish("'00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'");
                try (Relay relay = start(OutboxFixture.sink(clickHouse), new ThrowingTracer(when))) {
                    publish("NULL");
                    OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
                }
            }
            assertThat(logged.lines())
                    .filteredOn(line -> line.contains("could not be traced"))
                    .hasSize(6);
        }
        assertThat(heard.begun).isEmpty();
        assertThat(heard.failures).isEmpty();
    }

    private final class NotingSink extends PassingSink {
        NotingSink(Sink sink) {
            super(sink);
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            headers.add(String.valueOf(batch.traceParent()));
            return super.send(batch);
        }
    }

    private static final class FailingSink extends PassingSink {
        FailingSink(Sink sink) {
            super(sink);
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            return new SendOutcome.Unavailable(0, "away");
        }
    }

    private static final class RecordingTracer implements BatchTracer, BatchTrace, InsertTrace {
        final List<BatchReading> readings = new CopyOnWriteArrayList<>();
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public boolean isOn() {
            return true;
        }

        @Override
        public BatchTrace begin(BatchReading reading) {
            readings.add(reading);
            told.add("begun");
            return this;
        }

        @Override
        public InsertTrace insert(int rows) {
            told.add("insert of " + rows);
            return this;
        }

        @Override
        public void delivered(int refused) {
            told.add("delivered but " + refused);
        }

        @Override
        public void brokenOff() {
            told.add("broken off");
        }

        @Override
        public String traceParent() {
            return OF_INSERT;
        }

        @Override
        public void ended(SendOutcome outcome) {
            told.add(outcome.toString());
        }
    }

    /** Throws at one of the moments at which it is called. */
    private static final class ThrowingTracer implements BatchTracer, BatchTrace, InsertTrace {
        private final int when;

        ThrowingTracer(int when) {
            this.when = when;
        }

        private void at(int moment) {
            if (moment == when) {
                throw new AssertionError("a tracer's fault");
            }
        }

        @Override
        public boolean isOn() {
            at(0);
            return true;
        }

        @Override
        public BatchTrace begin(BatchReading reading) {
            at(1);
            return this;
        }

        @Override
        public InsertTrace insert(int rows) {
            at(2);
            return this;
        }

        @Override
        public @Nullable String traceParent() {
            at(3);
            return null;
        }

        @Override
        public void ended(SendOutcome outcome) {
            at(4);
        }

        @Override
        public void delivered(int refused) {
            at(5);
        }

        @Override
        public void brokenOff() {}
    }
}
