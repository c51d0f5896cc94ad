package dev.postrider.relay.tools.deadletter;

import dev.postrider.relay.tools.Decision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody ordered about dead letters, and how far it got.
 *
 * @param number its number
 * @param action {@code requeue}, {@code discard} or {@code set aside}
 * @param filter which letters are meant, of those that were open and refused when it began
 * @param decision who ordered it, and why
 * @param begunAt when it began
 * @param updatedAt when letters were decided about last
 * @param done letters decided about so far
 * @param finishedAt when it was carried out; null while it is under way, or was broken off
 */
public record DeadLetterOrder(
        long number,
        String action,
        DeadLetterFilter filter,
        Decision decision,
        Instant begunAt,
        Instant updatedAt,
        long done,
        @Nullable Instant finishedAt) {}
