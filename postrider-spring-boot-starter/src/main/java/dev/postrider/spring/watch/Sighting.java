package dev.postrider.spring.watch;

import java.time.Instant;

/** What a look gave. */
public sealed interface Sighting<T> {

    /** Nobody has looked yet. */
    record None<T>() implements Sighting<T> {}

    /** The look succeeded. */
    record Seen<T>(T value, Instant at) implements Sighting<T> {}

    /**
     * The look failed, or has been under way for too long.
     *
     * @param reason for people
     * @param since when the last good look was, or the first failed one
     */
    record Unseen<T>(String reason, Instant since) implements Sighting<T> {}
}
