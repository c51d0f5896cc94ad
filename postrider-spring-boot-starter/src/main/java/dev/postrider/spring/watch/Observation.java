package dev.postrider.spring.watch;

import java.time.Instant;
import java.util.function.Function;

/** What a look gave. */
public sealed interface Observation<T> {

    /** The same sighting of something that follows from what was seen. */
    default <R> Observation<R> map(Function<? super T, ? extends R> part) {
        if (this instanceof Seen<T> seen) {
            return new Seen<>(part.apply(seen.value()), seen.at());
        }
        return this instanceof Unseen<T> unseen ? new Unseen<>(unseen.reason(), unseen.since()) : new None<>();
    }

    /** Nobody has looked yet. */
    record None<T>() implements Observation<T> {}

    /** The look succeeded. */
    record Seen<T>(T value, Instant at) implements Observation<T> {}

    /**
     * The look failed, or has been under way for too long.
     *
     * @param reason for people
     * @param since when the last good look was, or the first failed one
     */
    record Unseen<T>(String reason, Instant since) implements Observation<T> {}
}
