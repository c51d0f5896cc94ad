package dev.postrider.outbox;

/**
 * The connection is in autocommit mode, so the event could not share the fate of the change that it tells about.
 *
 * <p>Nothing was written.
 */
public final class NotInTransactionException extends OutboxException {

    private static final long serialVersionUID = 1L;

    NotInTransactionException() {
        super(
                "publish needs an open transaction, and this connection is in autocommit mode: the event would be stored even if"
                        + " your change is rolled back. Call connection.setAutoCommit(false) before the change and commit() after publish"
                        + " (with Spring: publish inside a @Transactional method, on the transaction's own connection).");
    }
}
