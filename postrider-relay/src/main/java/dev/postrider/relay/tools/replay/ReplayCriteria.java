package dev.postrider.relay.tools.replay;

import dev.postrider.relay.tools.Period;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which events are delivered again: those that meet every condition that is given.
 *
 * @param types event types; empty for all
 * @param published the events' own times; null for all
 * @param delivered when their batches were acknowledged; null for all
 * @param batches their batches; null for all
 */
public record ReplayCriteria(
        Set<String> types,
        @Nullable Period published,
        @Nullable Period delivered,
        @Nullable BatchRange batches) {
    /** Everything that was delivered and is still retained. */
    public static final ReplayCriteria ALL = new ReplayCriteria(Set.of(), null, null, null);

    /** Batches, both inclusive. */
    public record BatchRange(long first, long last) {
        /** Refuses an empty range. */
        public BatchRange {
            if (first < 1 || last < first) {
                throw new IllegalArgumentException(
                        "batches " + first + ".." + last + ": must be 1 or more, the first not behind the last");
            }
        }
    }

    /** Copies the set. */
    public ReplayCriteria {
        types = Set.copyOf(types);
    }

    /** The same for equal criteria: by it a replay that was broken off is found again. */
    String json() {
        List<String> names =
                new TreeSet<>(types).stream().map(ReplayCriteria::quoted).toList();
        return "{\"types\": [" + String.join(", ", names) + "], \"published\": " + json(published)
                + ", \"delivered\": " + json(delivered) + ", \"batches\": "
                + (batches == null ? "null" : "[" + batches.first() + ", " + batches.last() + "]") + "}";
    }

    private static String json(@Nullable Period period) {
        return period == null ? "null" : "[" + json(period.since()) + ", " + json(period.before()) + "]";
    }

    private static String json(@Nullable Instant time) {
        return time == null ? "null" : "\"" + time + "\"";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign == '"' || sign == '\\') {
                quoted.append('\\').append(sign);
            } else if (sign < ' ') {
                quoted.append(String.format("\\u%04x", (int) sign));
            } else {
                quoted.append(sign);
            }
        }
        return quoted.append('"').toString();
    }
}
