package dev.postrider.spring.trace;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a call has published.
 *
 * @param events how many
 * @param type of the event; null for a call that publishes many
 * @param id of the event; empty for a call that publishes many
 * @param bytes of the event's context; empty for a call that publishes many
 */
public record Publication(long events, @Nullable String type, OptionalLong id, OptionalLong bytes) {

    /** One event. */
    public static Publication of(String type, long id, long bytes) {
        return new Publication(1, type, OptionalLong.of(id), OptionalLong.of(bytes));
    }

    /** Those of a call that publishes many. */
    public static Publication of(long events) {
        return new Publication(events, null, OptionalLong.empty(), OptionalLong.empty());
    }
}
