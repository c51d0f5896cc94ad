package dev.postrider.relay.tools.views;

import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.tools.Period;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which views are wanted.
 *
 * @param prefix how the names of typed views begin; may be empty
 * @param types the event types to make typed views of; empty for all
 * @param published only the fields of events of this time, by their own; null for all
 * @param rollups the rollups
 * @param replace whether a typed view may lose columns, or give them another type
 * @param othersStandStill whether relays of other outboxes on the same event log are stopped
 */
public record ViewsOrder(
        String prefix,
        Set<String> types,
        @Nullable Period published,
        Set<Rollup> rollups,
        boolean replace,
        boolean othersStandStill) {
    /** A prefix is the beginning of a name. */
    public static final String PREFIX_FORM = "[A-Za-z0-9_]{0,60}";

    /** Refuses a prefix that is no beginning of a name. */
    public ViewsOrder {
        if (!prefix.matches(PREFIX_FORM)) {
            throw new IllegalArgumentException(
                    "the prefix '" + prefix + "' is not up to 60 letters, digits and underscores of ASCII");
        }
        types = Set.copyOf(types);
        rollups = Set.copyOf(rollups);
    }

    /** Typed views of all types, and all rollups. */
    public static ViewsOrder all() {
        return new ViewsOrder("", Set.of(), null, Set.of(Rollup.values()), false, false);
    }

    /** These types alone. */
    public ViewsOrder withTypes(Set<String> some) {
        return new ViewsOrder(prefix, some, published, rollups, replace, othersStandStill);
    }

    /** These rollups. */
    public ViewsOrder withRollups(Set<Rollup> some) {
        return new ViewsOrder(prefix, types, published, some, replace, othersStandStill);
    }

    /** Typed views may lose columns. */
    public ViewsOrder withReplace() {
        return new ViewsOrder(prefix, types, published, rollups, true, othersStandStill);
    }
}
