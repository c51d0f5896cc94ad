package dev.postrider.console.overview;

import dev.postrider.relay.budget.BudgetUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A budget, and how much of it is used now.
 *
 * @param budget age or size
 * @param state not_set, within, not_known, warning or over
 * @param unit of the numbers: milliseconds or bytes
 * @param used null if it is not known
 * @param usedIsAtLeast whether more may be used than is known
 * @param warning from here on it is warned about; null for no warning
 * @param limit from here on it is used up; null for no limit
 * @param setting the variable that sets the limit
 */
record Budget(
        String budget,
        String state,
        String unit,
        @Nullable Long used,
        boolean usedIsAtLeast,
        @Nullable Long warning,
        @Nullable Long limit,
        String setting) {
    static List<Budget> all(List<BudgetUse> uses) {
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
}
