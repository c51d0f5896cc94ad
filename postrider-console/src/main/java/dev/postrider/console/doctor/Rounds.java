package dev.postrider.console.doctor;

import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.relay.tools.doctor.Doctor;
import dev.postrider.relay.tools.doctor.DoctorLimits;
import dev.postrider.relay.tools.doctor.DoctorReport;
import dev.postrider.relay.tools.doctor.Finding;
import dev.postrider.relay.tools.doctor.Severity;
import dev.postrider.spring.config.PostriderProperties;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.ObjectProvider;

/** The doctor's rounds. One of an outbox is made at a time, and what it found serves all pages for a minute. Thread-safe. */
final class Rounds {
    private static final Duration RECENT = Duration.ofMinutes(1);

    private final ConsoleEventLog eventLog;
    private final DoctorLimits limits;
    private final InstantSource clock;
    private final Map<String, Round> last = new ConcurrentHashMap<>();
    private final Map<String, Object> doors = new ConcurrentHashMap<>();

    Rounds(ConsoleEventLog eventLog, PostriderProperties properties, ObjectProvider<InstantSource> clock) {
        this.eventLog = eventLog;
        this.limits = DoctorLimits.defaults().withLag(properties.health().maxLag());
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /**
     * What was found.
     *
     * @param begunAt when it began
     * @param at when it ended
     */
    record Round(Instant begunAt, Instant at, DoctorReport report) {
        /** How many findings are so severe. */
        public long count(Severity severity) {
            return report.findings().stream()
                    .filter(finding -> finding.severity() == severity)
                    .count();
        }

        /** All findings, the worst first. */
        public List<Finding> worstFirst() {
            return report.findings().stream()
                    .sorted((one, other) -> other.severity().compareTo(one.severity()))
                    .toList();
        }
    }

    /** The last round, if it was a moment ago; else a new one. */
    Round recent(ConsoleOutbox outbox) {
        synchronized (door(outbox)) {
            Round known = last.get(outbox.name());
            return known != null && isRecent(known) ? known : round(outbox);
        }
    }

    /** A new round; one that others began meanwhile serves too, so that many who ask make few. */
    Round make(ConsoleOutbox outbox) {
        Instant asked = clock.instant();
        synchronized (door(outbox)) {
            Round known = last.get(outbox.name());
            return known != null && !known.begunAt().isBefore(asked) ? known : round(outbox);
        }
    }

    private boolean isRecent(Round round) {
        return clock.instant().isBefore(round.at().plus(RECENT));
    }

    private Round round(ConsoleOutbox outbox) {
        Instant begunAt = clock.instant();
        DoctorReport report =
                Doctor.of(outbox.work(), eventLog.get(), limits).check(eventLog.seenServers(outbox.work()));
        Round made = new Round(begunAt, clock.instant(), report);
        last.put(outbox.name(), made);
        return made;
    }

    private Object door(ConsoleOutbox outbox) {
        return doors.computeIfAbsent(outbox.name(), name -> new Object());
    }
}
