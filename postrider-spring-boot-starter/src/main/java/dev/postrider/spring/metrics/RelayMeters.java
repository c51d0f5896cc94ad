package dev.postrider.spring.metrics;

import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.content.IdWindowComparison;
import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.status.RelayStatus;
import dev.postrider.relay.status.SendFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Counts what this process's relay does. */
final class RelayMeters implements RelayListener {
    /** The histogram's buckets. */
    private static final Duration[] FRESHNESS = Stream.of(
                    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 600_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Counter delivered;
    private final Counter deadLetters;
    private final Counter stored;
    private final Counter refused;
    private final Counter unavailable;
    private final Counter unknown;
    private final Counter outages;
    private final Counter windows;
    private final AtomicInteger differing = new AtomicInteger();
    private final DistributionSummary rows;
    private final DistributionSummary bytes;
    private final Timer sending;
    private final Timer freshness;

    RelayMeters(MeterRegistry registry, Tags tags) {
        delivered = Counter.builder("postrider.events.delivered")
                .description("Events delivered by this process")
                .tags(tags)
                .register(registry);
        deadLetters = Counter.builder("postrider.events.refused")
                .description("Events that the event log refused, and that became dead letters")
                .tags(tags)
                .register(registry);
        stored = attempts("stored", registry, tags);
        refused = attempts("refused", registry, tags);
        unavailable = attempts("unavailable", registry, tags);
        unknown = attempts("unknown", registry, tags);
        outages = Counter.builder("postrider.outages")
                .description("Times that delivery stopped working, however many attempts failed in each")
                .tags(tags)
                .register(registry);
        windows = Counter.builder("postrider.verify.windows")
                .description("Windows of 65,536 event ids that were compared with the event log in the background")
                .tags(tags)
                .register(registry);
        Gauge.builder("postrider.verify.differences", differing, AtomicInteger::get)
                .description(
                        "Windows in which the event log did not hold what was delivered when they were last compared")
                .tags(tags)
                .register(registry);
        rows = DistributionSummary.builder("postrider.batch.rows")
                .description("Events in a delivered batch")
                .tags(tags)
                .register(registry);
        bytes = DistributionSummary.builder("postrider.batch.bytes")
                .description("Bytes in a delivered batch, as read from PostgreSQL")
                .tags(tags)
                .register(registry);
        sending = Timer.builder("postrider.batch.sending")
                .description("From a batch's first send to its confirmation, pauses included")
                .tags(tags)
                .register(registry);
        freshness = freshness(registry, tags);
    }

    private static Timer freshness(MeterRegistry registry, Tags tags) {
        return Timer.builder("postrider.freshness")
                .description(
                        "For each delivered batch: from the commit of its events to its acknowledgement, at the most")
                .serviceLevelObjectives(FRESHNESS)
                .tags(tags)
                .register(registry);
    }

    private static Counter attempts(String outcome, MeterRegistry registry, Tags tags) {
        return Counter.builder("postrider.send.attempts")
                .description("Inserts tried, of batches and of parts of them, by what became of them")
                .tag("outcome", outcome)
                .tags(tags)
                .register(registry);
    }

    @Override
    public void batchDelivered(BatchReport report) {
        if (report.rows() == 0) {
            return;
        }
        delivered.increment(report.rows());
        rows.record(report.rows());
        bytes.record((double) report.bytes());
        sending.record(report.sending());
        if (report.freshness() != null) {
            freshness.record(report.freshness());
        }
    }

    @Override
    public void eventsRefused(long batchNo, List<RefusedEvent> events) {
        deadLetters.increment(events.size());
    }

    @Override
    public void sendStored(long batchNo, int rows) {
        stored.increment();
    }

    @Override
    public void sendRefused(long batchNo, int rows, SendOutcome.Refused refusal) {
        refused.increment();
    }

    @Override
    public void sendFailed(SendFailure failure) {
        SendOutcome.Failed outcome = failure.outcome();
        if (outcome instanceof SendOutcome.Unavailable) {
            unavailable.increment();
        } else if (outcome instanceof SendOutcome.Unknown) {
            unknown.increment();
        }
    }

    @Override
    public void idWindowCompared(IdWindowComparison compared) {
        windows.increment();
        differing.set(compared.differing());
    }

    @Override
    public void stateChanged(RelayStatus before, RelayStatus now) {
        if (now.state() == RelayState.STANDBY) {
            // Another one compares.
            differing.set(0);
        }
    }

    @Override
    public void outageBegan(Outage outage) {
        outages.increment();
    }
}
