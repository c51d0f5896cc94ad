package dev.postrider.console.answer;

/**
 * Delivery is not paused any more.
 *
 * @param resumed false if it was not paused
 */
public record DeliveryResumed(boolean resumed) implements Answer {}
