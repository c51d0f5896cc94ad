package dev.postrider.console.event;

import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.events.EventCatalogue;
import dev.postrider.relay.tools.events.EventTypes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** The types of events, looked at once a minute at most, whoever asks. Thread-safe. */
final class Types {
    private static final Duration RECENT = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(3);

    private final ConsoleEventLog eventLog;
    private final Searches searches;
    private final InstantSource clock;
    private @Nullable EventTypes known;
    private Instant seenAt = Instant.MIN;
    private @Nullable SinkException failure;
    private Instant failedAt = Instant.MIN;

    Types(ConsoleEventLog eventLog, Searches searches, ObjectProvider<InstantSource> clock) {
        this.eventLog = eventLog;
        this.searches = searches;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /** @throws SinkException if the event log can't be asked; whoever waited meanwhile is told the same */
    synchronized EventTypes types() throws SinkException {
        SinkException failed = failure;
        if (failed != null && clock.instant().isBefore(failedAt.plus(RETRY))) {
            throw failed;
        }
        failure = null;
        EventTypes last = known;
        if (last == null || clock.instant().isAfter(seenAt.plus(RECENT))) {
            last = look();
            known = last;
            seenAt = clock.instant();
        }
        return last;
    }

    private EventTypes look() throws SinkException {
        try {
            return searches.run("", running -> new EventCatalogue(eventLog.get()).types(running));
        } catch (SinkException e) {
            failure = e;
            failedAt = clock.instant();
            throw e;
        }
    }

    /** Their names, as far as they were seen lately; asks nothing. */
    List<String> suggestions() {
        EventTypes last = known;
        return last == null
                ? List.of()
                : last.types().stream().map(EventTypes.OfType::eventType).toList();
    }
}
