package dev.postrider.outbox.await;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a look saw of one event.
 *
 * @param <T> what becomes of events
 */
public sealed interface Sight<T> {

    /** Nothing further will become of it. */
    record Last<T>(T outcome) implements Sight<T> {}

    /**
     * It is worth another look.
     *
     * @param reason why it takes so long, if somebody says so
     * @param outageSince when the outage under way began, if there is one
     */
    record NotYet<T>(
            NotDelivered.Awaited awaited,
            @Nullable String reason,
            @Nullable Instant outageSince) implements Sight<T> {

        /** Without a reason. */
        public NotYet(NotDelivered.Awaited awaited) {
            this(awaited, null, null);
        }
    }
}
