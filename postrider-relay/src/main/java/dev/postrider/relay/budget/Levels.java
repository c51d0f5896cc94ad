package dev.postrider.relay.budget;

/** Two levels of one figure; 0 means that there is no such level. */
record Levels(long warning, long limit) {
    /** A state is left again at this share of its level, so that a figure that swings about a level is told of once. */
    private static final double BACK_AT = 0.9;

    BudgetState state(long value) {
        if (limit > 0 && value >= limit) {
            return BudgetState.OVER;
        }
        return warning > 0 && value >= warning ? BudgetState.WARNING : BudgetState.WITHIN;
    }

    /** The state after an earlier one: as {@link #state}, but what was passed is left only well below it. */
    BudgetState stateAfter(BudgetState before, long value) {
        BudgetState now = state(value);
        if (now.compareTo(before) >= 0) {
            return now;
        }
        if (before == BudgetState.OVER && value >= limit * BACK_AT) {
            return BudgetState.OVER;
        }
        return warning > 0 && value >= warning * BACK_AT ? BudgetState.WARNING : BudgetState.WITHIN;
    }
}
