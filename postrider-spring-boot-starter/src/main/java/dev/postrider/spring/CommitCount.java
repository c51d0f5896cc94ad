package dev.postrider.spring;

import java.util.function.LongConsumer;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Counts the events of one transaction, and tells their number when it has committed. Belongs to one thread. */
final class CommitCount implements TransactionSynchronization {

    private final Object key;
    private final LongConsumer committed;
    private long events;

    private CommitCount(Object key, LongConsumer committed) {
        this.key = key;
        this.committed = committed;
    }

    /** Adds to the count of this thread's transaction. */
    static void add(long events, Object key, LongConsumer committed) {
        CommitCount count = (CommitCount) TransactionSynchronizationManager.getResource(key);
        if (count == null) {
            count = new CommitCount(key, committed);
            TransactionSynchronizationManager.bindResource(key, count);
            TransactionSynchronizationManager.registerSynchronization(count);
        }
        count.events += events;
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResource(key);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(key, this);
    }

    @Override
    public void afterCommit() {
        committed.accept(events);
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResource(key);
    }
}
