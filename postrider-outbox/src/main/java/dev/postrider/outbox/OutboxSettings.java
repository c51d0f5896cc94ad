package dev.postrider.outbox;

/**
 * What an {@link Outbox} needs to know beside the events.
 *
 * @param environment the environment that events carry unless they name their own, 1 to 100 characters; default
 *     {@code Local}
 * @param maxContextBytes the largest context accepted, in bytes of UTF-8, {@value #LEAST_MAX_CONTEXT_BYTES} to
 *     {@value #GREATEST_MAX_CONTEXT_BYTES}; default {@value #DEFAULT_MAX_CONTEXT_BYTES} (1 MiB)
 */
public record OutboxSettings(String environment, int maxContextBytes) {

    /** 1 MiB. */
    public static final int DEFAULT_MAX_CONTEXT_BYTES = 1 << 20;

    /** The two bytes of an empty object. */
    public static final int LEAST_MAX_CONTEXT_BYTES = 2;

    /** 16 MiB: what the table itself holds to, so that a relay can always take one event into memory. */
    public static final int GREATEST_MAX_CONTEXT_BYTES = 1 << 24;

    private static final OutboxSettings DEFAULTS = new OutboxSettings("Local", DEFAULT_MAX_CONTEXT_BYTES);

    /** @throws IllegalArgumentException if a value is out of its range; the message names value and limit */
    public OutboxSettings {
        try {
            EventRules.requireEnvironment(environment);
        } catch (InvalidEventException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        if (maxContextBytes < LEAST_MAX_CONTEXT_BYTES || maxContextBytes > GREATEST_MAX_CONTEXT_BYTES) {
            throw new IllegalArgumentException("maxContextBytes is " + maxContextBytes + ", allowed are "
                    + LEAST_MAX_CONTEXT_BYTES + " to " + GREATEST_MAX_CONTEXT_BYTES + " bytes");
        }
    }

    public static OutboxSettings defaults() {
        return DEFAULTS;
    }

    public OutboxSettings withEnvironment(String newEnvironment) {
        return new OutboxSettings(newEnvironment, maxContextBytes);
    }

    public OutboxSettings withMaxContextBytes(int newMaxContextBytes) {
        return new OutboxSettings(environment, newMaxContextBytes);
    }
}
