package dev.postrider.relay.budget;

/** What happens to publishing while a budget is over its limit. Events that are not delivered are never deleted. */
public enum OverLimit {
    /** Publishing goes on; logs, health and metrics say that the limit is passed. */
    KEEP,
    /** Publishing is refused with an error, and opened again when the budget is back below its limit. */
    BLOCK
}
