package dev.postrider.relay.tools.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person did by hand.
 *
 * @param begunAt when it began
 * @param finishedAt when it was done; null while it is under way, or was broken off
 * @param by who did it; null if nobody said
 * @param action {@code requeue}, {@code discard}, {@code set aside}, {@code replay}, {@code repair}, {@code rebase}, {@code pause},
 *     {@code resume}, {@code make token}, {@code revoke token} or {@code open payload}
 * @param target the table that events were sent to; null where none were sent
 * @param criteria which events were meant, or which token, as JSON; null where all events were
 * @param done how many events it met; of {@code set aside}, batches; of a download, 0
 * @param note why; null if nobody said
 */
public record OperatorAction(
        Instant begunAt,
        @Nullable Instant finishedAt,
        @Nullable String by,
        String action,
        @Nullable String target,
        @Nullable String criteria,
        long done,
        @Nullable String note) {}
