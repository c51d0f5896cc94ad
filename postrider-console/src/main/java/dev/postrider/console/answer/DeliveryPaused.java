package dev.postrider.console.answer;

import org.jspecify.annotations.Nullable;

/**
 * Delivery is paused.
 *
 * @param paused whether it was this request that paused it
 */
public record DeliveryPaused(
        boolean paused, @Nullable String by, @Nullable String note) implements Answer {}
