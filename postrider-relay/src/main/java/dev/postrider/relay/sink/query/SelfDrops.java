package dev.postrider.relay.sink.query;

import dev.postrider.relay.sink.server.SinkException;
import java.time.Instant;
import java.util.List;

/**
 * Which rows the event log may have dropped by itself, by its {@code TTL}: when it does so, only it knows.
 *
 * @param any whether it drops any
 */
public record SelfDrops(boolean any, Question question) {

    /** Asks which of some events may be gone, by their times. */
    @FunctionalInterface
    public interface Question {
        /** One answer for each time, in their order. */
        List<Boolean> mayBeGone(List<Instant> times) throws SinkException;
    }

    /** For each event's time whether an event of that time may have been dropped. */
    public List<Boolean> mayBeGone(List<Instant> times) throws SinkException {
        return any && !times.isEmpty()
                ? question.mayBeGone(times)
                : times.stream().map(time -> false).toList();
    }
}
