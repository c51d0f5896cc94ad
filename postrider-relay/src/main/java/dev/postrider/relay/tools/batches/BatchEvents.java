package dev.postrider.relay.tools.batches;

import dev.postrider.relay.batch.Position;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some events of a batch that the outbox still retains, in the batch's order, dead letters among them.
 *
 * @param next where the next ones begin; null if the outbox retains no more of the batch
 * @param unknown why it is not known which other events the batch holds; null if it is known
 */
public record BatchEvents(
        List<Retained> events,
        @Nullable Position next,
        @Nullable String unknown) {
    /** Copies the list. */
    public BatchEvents {
        events = List.copyOf(events);
    }

    /**
     * An event, without its context.
     *
     * @param at its place in the order: the transaction that published it, and its id
     * @param time its own
     * @param contextBytes the size of its context
     */
    public record Retained(Position at, Instant time, String type, int contextBytes) {}
}
