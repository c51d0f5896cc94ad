package dev.postrider.server.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.postrider.relay.budget.BudgetUse;
import dev.postrider.relay.budget.BudgetUse.Figure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A budget, and how much of it is used now.
 *
 * @param budget {@code age} or {@code size}
 * @param state {@code not_set}, {@code within}, {@code not_known}, {@code warning} or {@code over}
 * @param unit of the numbers: {@code milliseconds} or {@code bytes}
 * @param used null if it is not known
 * @param usedIsAtLeast whether more may be used than is known
 * @param warning from here on it is warned about; null for no warning
 * @param limit from here on it is used up; null for no limit
 * @param setting the variable that sets the limit
 * @param words the same, for people
 * @param brief the same, in a table
 */
record ShownBudget(
        String budget,
        String state,
        String unit,
        @Nullable Long used,
        boolean usedIsAtLeast,
        @Nullable Long warning,
        @Nullable Long limit,
        String setting,
        @JsonIgnore String words,
        @JsonIgnore String brief) {

    static List<ShownBudget> all(List<BudgetUse> uses) {
        return uses.stream().map(ShownBudget::of).toList();
    }

    private static ShownBudget of(BudgetUse use) {
        return new ShownBudget(
                use.figure().word(),
                use.state().code(),
                use.figure().unit(),
                use.used(),
                use.usedIsAtLeast(),
                use.warning(),
                use.limit(),
                use.figure().setting(),
                words(use),
                brief(use));
    }

    /** {@code age: within, 0 s of 24 h, warning from 15 min}. */
    private static String words(BudgetUse use) {
        String state = use.figure().word() + ": " + use.state().words();
        Long whole = use.whole();
        if (whole == null) {
            return state + " (" + use.figure().setting() + ")";
        }
        String used = use.used() == null
                ? "an unknown part"
                : (use.usedIsAtLeast() ? "at least " : "") + figure(use, use.used());
        String warning =
                use.warning() == null || use.limit() == null ? "" : ", warning from " + level(use, use.warning());
        String limit = use.limit() == null ? ", no limit (" + use.figure().setting() + ")" : "";
        return state + ", " + used + " of " + level(use, whole) + warning + limit;
    }

    private static String brief(BudgetUse use) {
        boolean isWorthIt = use.percent() != null && use.state() != BudgetUse.State.NOT_KNOWN;
        return use.figure().word() + " "
                + (isWorthIt ? use.percent() + " %" : use.state().words());
    }

    private static String figure(BudgetUse use, long number) {
        return use.figure() == Figure.AGE ? ShownTime.inWords(Duration.ofMillis(number)) : StatusText.size(number);
    }

    /** As exact as it was set. */
    private static String level(BudgetUse use, long number) {
        if (use.figure() == Figure.SIZE) {
            return StatusText.size(number);
        }
        Duration level = Duration.ofMillis(number);
        if (number % 3_600_000 == 0) {
            return level.toHours() + " h";
        }
        return number % 60_000 == 0 ? level.toMinutes() + " min" : StatusText.seconds(level);
    }
}
