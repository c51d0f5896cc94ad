package dev.postrider.spring.sentry;

import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.RelayListener;
import io.sentry.IScopes;
import io.sentry.ITransaction;
import io.sentry.SentryInstantDate;
import io.sentry.SpanStatus;
import io.sentry.TransactionContext;
import io.sentry.TransactionOptions;
import io.sentry.protocol.TransactionNameSource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A performance transaction for each delivered batch, from its first send to its confirmation. Thread-safe. */
final class BatchTransactions implements RelayListener {

    private final IScopes sentry;
    private final @Nullable String outbox;

    /** @param outbox which of several outboxes the batches are of; null where there is one */
    BatchTransactions(IScopes sentry, @Nullable String outbox) {
        this.sentry = sentry;
        this.outbox = outbox;
    }

    @Override
    public void batchDelivered(BatchReport report) {
        if (report.rows() == 0) {
            return;
        }
        Instant end = Instant.now();
        TransactionOptions from = new TransactionOptions();
        from.setStartTimestamp(new SentryInstantDate(end.minus(report.sending())));
        ITransaction transaction = sentry.startTransaction(
                new TransactionContext("deliver batch", TransactionNameSource.TASK, "queue.process"), from);
        transaction.setData("messaging.system", "postrider");
        transaction.setData("messaging.operation.name", "process");
        transaction.setData("messaging.destination.name", "event_outbox");
        if (outbox != null) {
            transaction.setTag("postrider.outbox", outbox);
        }
        transaction.setData("messaging.message.id", Long.toString(report.batchNo()));
        transaction.setData("messaging.batch.message_count", report.rows());
        transaction.setData("messaging.message.body.size", report.bytes());
        transaction.setData("messaging.message.retry.count", report.attempts() - 1);
        transaction.finish(SpanStatus.OK, new SentryInstantDate(end));
    }
}
