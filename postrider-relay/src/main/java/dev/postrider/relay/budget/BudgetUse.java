package dev.postrider.relay.budget;

import dev.postrider.relay.status.Lag;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much of a budget is used, and how far that is: decided here alone, for pages, API, commands, health and metrics.
 *
 * @param used in the figure's unit; null if nothing is known of it
 * @param usedIsAtLeast whether more may be used than is known
 * @param warning from here on it is warned about, in the figure's unit; null for no warning
 * @param limit from here on it is used up, in the figure's unit; null for no limit
 */
public record BudgetUse(
        Figure figure,
        State state,
        @Nullable Long used,
        boolean usedIsAtLeast,
        @Nullable Long warning,
        @Nullable Long limit) {

    /** What a budget limits. */
    public enum Figure {
        /** How long the oldest event has waited that is committed and not delivered, in milliseconds. */
        AGE("milliseconds"),
        /** The disk that the outbox takes, in bytes. */
        SIZE("bytes");

        private final String unit;

        Figure(String unit) {
            this.unit = unit;
        }

        /** The unit of its numbers, as programs read it. */
        public String unit() {
            return unit;
        }

        /** As people and programs read it: {@code age}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The variable that sets its limit. */
        public String setting() {
            return "POSTRIDER_BUDGET_" + name() + "_LIMIT";
        }
    }

    /** How far a budget is used up. */
    public enum State {
        /** Neither a warning level nor a limit is set. */
        NOT_SET("no budget is set"),
        /** Below every level that is set. */
        WITHIN("within"),
        /** How much is used is not known well enough to say. */
        NOT_KNOWN("not known"),
        /** At the warning level or above. */
        WARNING("over the warning level"),
        /** At the limit or above. */
        OVER("over the limit");

        private final String words;

        State(String words) {
            this.words = words;
        }

        /** As people read it. */
        public String words() {
            return words;
        }

        /** As programs read it: {@code not_set}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param waiting how long events have waited; null if that is not known */
    static BudgetUse ofAge(Levels levels, @Nullable Lag waiting) {
        if (waiting == null) {
            return of(Figure.AGE, levels, State.NOT_KNOWN, null, false);
        }
        Long most = waiting.atMost() == null ? null : waiting.atMost().toMillis();
        Long known = waiting.known() == null ? null : waiting.known().toMillis();
        BudgetState certain = levels.state(known == null ? 0 : known);
        boolean isCertain = certain != BudgetState.WITHIN || (most != null && levels.state(most) == certain);
        return of(
                Figure.AGE,
                levels,
                isCertain ? state(certain) : State.NOT_KNOWN,
                known,
                known != null && !known.equals(most));
    }

    /** @param bytes null if that is not known */
    static BudgetUse ofSize(Levels levels, @Nullable Long bytes) {
        return of(Figure.SIZE, levels, bytes == null ? State.NOT_KNOWN : state(levels.state(bytes)), bytes, false);
    }

    private static BudgetUse of(Figure figure, Levels levels, State state, @Nullable Long used, boolean usedIsAtLeast) {
        boolean isSet = levels.warning() > 0 || levels.limit() > 0;
        return new BudgetUse(
                figure,
                isSet ? state : State.NOT_SET,
                used,
                usedIsAtLeast,
                levels.warning() > 0 ? levels.warning() : null,
                levels.limit() > 0 ? levels.limit() : null);
    }

    private static State state(BudgetState of) {
        return switch (of) {
            case WITHIN -> State.WITHIN;
            case WARNING -> State.WARNING;
            case OVER -> State.OVER;
        };
    }

    /** What all of it is: the limit, or the warning level where there is no limit; null where neither is set. */
    public @Nullable Long whole() {
        return limit == null ? warning : limit;
    }

    /** How much of the whole is used, in percent, 100 and more when it is used up; null where either is not known. */
    public @Nullable Long percent() {
        Long whole = whole();
        // rounded down: 100 is never said of less
        return used == null || whole == null ? null : (long) (100.0 * used / whole);
    }
}
