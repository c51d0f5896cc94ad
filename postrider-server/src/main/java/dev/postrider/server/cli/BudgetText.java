package dev.postrider.server.cli;

import dev.postrider.console.answer.Budget;
import dev.postrider.relay.budget.BudgetUse;
import dev.postrider.relay.budget.BudgetUse.Figure;
import java.time.Duration;

/** How much of a budget is used, for people. */
final class BudgetText {
    private BudgetText() {}

    /** {@code age: within, 0 s of 24 h, warning from 15 min}. */
    static String words(Budget budget) {
        BudgetUse use = budget.use();
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

    /** The same, in a table. */
    static String brief(Budget budget) {
        BudgetUse use = budget.use();
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
