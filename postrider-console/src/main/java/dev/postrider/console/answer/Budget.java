package dev.postrider.console.answer;

import dev.postrider.relay.budget.BudgetUse;
import dev.postrider.relay.budget.BudgetUse.Figure;
import dev.postrider.relay.budget.BudgetUse.State;
import java.util.List;
import java.util.Locale;
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
 */
public record Budget(
        String budget,
        String state,
        String unit,
        @Nullable Long used,
        boolean usedIsAtLeast,
        @Nullable Long warning,
        @Nullable Long limit,
        String setting) {
    /** Each of them. */
    public static List<Budget> all(List<BudgetUse> uses) {
        return uses.stream().map(Budget::of).toList();
    }

    private static Budget of(BudgetUse use) {
        return new Budget(
                use.figure().word(),
                use.state().code(),
                use.figure().unit(),
                use.used(),
                use.usedIsAtLeast(),
                use.warning(),
                use.limit(),
                use.figure().setting());
    }

    /** The same, for those who print it. */
    public BudgetUse use() {
        return new BudgetUse(
                Figure.valueOf(budget.toUpperCase(Locale.ROOT)),
                State.valueOf(state.toUpperCase(Locale.ROOT)),
                used,
                usedIsAtLeast,
                warning,
                limit);
    }
}
