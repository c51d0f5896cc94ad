package dev.postrider.relay.batch;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which field of an event says on which shard it belongs: events that have the same there are on one shard, as long as the number of
 * shards stays. Immutable.
 *
 * @param path {@code event_id}, {@code event_type}, {@code environment}, or {@code event_context} and the names of fields, each within
 *     the one before
 */
public record ShardKey(List<String> path) {
    /** The form of {@link #toString}, as a regular expression. */
    public static final String FORM = "event_id|event_type|environment|event_context(\\.[A-Za-z0-9_-]{1,100}){1,5}";

    /** The same, for people. */
    public static final String FORM_IN_WORDS =
            "event_id, event_type, environment, or event_context. and a field's name of letters,"
                    + " digits, _ and -; up to five of them with dots between for a field within a field";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    /** Each event by itself, which spreads them most evenly. */
    public static final ShardKey EVENT_ID = of("event_id");

    /** Refuses what {@link #FORM} does not describe. */
    public ShardKey {
        path = List.copyOf(path);
        String text = String.join(".", path);
        if (!PATTERN.matcher(text).matches()) {
            throw new IllegalArgumentException("the shard key is '" + text + "', must be " + FORM_IN_WORDS);
        }
    }

    /** What {@link #toString} writes. */
    public static ShardKey of(String text) {
        return new ShardKey(List.of(text.split("\\.", -1)));
    }

    @Override
    public String toString() {
        return String.join(".", path);
    }
}
