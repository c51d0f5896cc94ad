package dev.postrider.relay.sink.query;

import dev.postrider.relay.content.EventField;
import java.util.Map;
import java.util.Set;

/**
 * What of a table can be compared with what was published.
 *
 * @param hasIds whether its rows can be told apart; nothing can be compared without
 * @param compared the columns that are compared
 * @param notCompared the others by name, with the reason
 */
public record Comparison(boolean hasIds, Set<EventField> compared, Map<String, String> notCompared) {
    /** Copies the collections. */
    public Comparison {
        compared = Set.copyOf(compared);
        notCompared = Map.copyOf(notCompared);
    }
}
