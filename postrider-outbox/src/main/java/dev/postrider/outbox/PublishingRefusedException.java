package dev.postrider.outbox;

/**
 * The outbox takes no events for now: one of its budgets is over its limit, and the policy is to block. The message names the
 * budget, its value, its limit and what to do.
 *
 * <p>PostgreSQL has aborted the transaction: roll it back. The whole of it may be tried again later: publishing opens by itself
 * once the outbox is back below the limit.
 */
public final class PublishingRefusedException extends OutboxException {

    private static final long serialVersionUID = 1L;

    PublishingRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
