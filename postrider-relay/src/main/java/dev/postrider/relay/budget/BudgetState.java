package dev.postrider.relay.budget;

/** How far a budget is used up. */
public enum BudgetState {
    /** Below the warning level, or no level is set. */
    WITHIN,
    /** At the warning level or above. */
    WARNING,
    /** At the limit or above. */
    OVER
}
