package dev.postrider.spring;

import dev.postrider.outbox.Event;
import dev.postrider.outbox.InvalidEventException;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxException;
import dev.postrider.outbox.PublishedEvent;
import dev.postrider.spring.trace.Publication;
import dev.postrider.spring.trace.PublishSpans;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Publishes events inside the current Spring transaction, on its very connection: what JdbcClient, JPA or jOOQ changed and
 * the event that tells of it are committed together or not at all.
 *
 * <p>Thread-safe; the transaction is the calling thread's. Nothing to close.
 */
public final class EventPublisher {

    private final Outbox outbox;
    private final DataSource dataSource;
    private final LongConsumer committed;
    private final PublishTracing tracing;

    /**
     * For applications that make the bean themselves; the auto-configuration does it otherwise.
     *
     * @param dataSource the one that the transactions are about
     * @param committed is told after a commit how many events it held; must be thread-safe and must not throw
     */
    public EventPublisher(Outbox outbox, DataSource dataSource, LongConsumer committed) {
        this(outbox, dataSource, committed, List.of());
    }

    /**
     * As {@link #EventPublisher(Outbox, DataSource, LongConsumer)}, with spans around each call.
     *
     * @param spans begin in this order
     */
    public EventPublisher(Outbox outbox, DataSource dataSource, LongConsumer committed, List<PublishSpans> spans) {
        this.outbox = outbox;
        this.dataSource = dataSource;
        this.committed = committed;
        this.tracing = new PublishTracing(spans);
    }

    /**
     * Appends one event.
     *
     * @param event an object whose class names the event, or a ready-made {@link dev.postrider.outbox.Event}
     * @return the event's id
     * @throws IllegalTransactionStateException if there is no transaction; nothing was written
     * @throws InvalidEventException if the event breaks a limit; nothing was written, the transaction is usable
     * @throws OutboxException if the database refuses; the transaction has to be rolled back
     */
    public long publish(Object event) {
        return inTransaction(connection -> {
            long id = one(event, made -> outbox.publish(connection, made), published -> published);
            CommitCount.add(1, this, committed);
            return id;
        });
    }

    /**
     * Appends one event, and returns what is needed to wait for it once the transaction is committed: see
     * {@link dev.postrider.outbox.await.DeliveryWatch}, which is a bean too.
     *
     * @param event an object whose class names the event, or a ready-made {@link dev.postrider.outbox.Event}
     * @throws IllegalTransactionStateException if there is no transaction; nothing was written
     * @throws InvalidEventException if the event breaks a limit; nothing was written, the transaction is usable
     * @throws OutboxException if the database refuses; the transaction has to be rolled back
     */
    public PublishedEvent publishTracked(Object event) {
        return inTransaction(connection -> {
            PublishedEvent published = one(event, made -> outbox.publishTracked(connection, made), PublishedEvent::id);
            CommitCount.add(1, this, committed);
            return published;
        });
    }

    /**
     * Appends events in the order of iteration, in few round trips; all or none.
     *
     * @return how many
     * @throws IllegalTransactionStateException if there is no transaction; nothing was written
     * @throws InvalidEventException if an event breaks a limit; nothing of this call stays written
     * @throws OutboxException if the database refuses; the transaction has to be rolled back
     */
    public long publishAll(Iterable<?> events) {
        return inTransaction(connection -> {
            long count = tracing.isOn()
                    ? tracing.around(() -> outbox.publishAll(connection, events), Publication::of)
                    : outbox.publishAll(connection, events);
            CommitCount.add(count, this, committed);
            return count;
        });
    }

    private <T> T one(Object event, Function<Object, T> publishing, ToLongFunction<T> id) {
        // null is refused where every event is checked
        return tracing.isOn() && event != null
                ? oneTraced(outbox.toEvent(event), publishing, id)
                : publishing.apply(event);
    }

    private <T> T oneTraced(Event event, Function<Object, T> publishing, ToLongFunction<T> id) {
        return tracing.around(
                () -> publishing.apply(event),
                published -> Publication.of(
                        event.type(),
                        id.applyAsLong(published),
                        event.context().getBytes(StandardCharsets.UTF_8).length));
    }

    private <T> T inTransaction(Function<Connection, T> step) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalTransactionStateException(
                    "an event can be published inside a transaction only, and there is none"
                            + " in this thread: it would be stored even if your change fails. Make the change and publish in one"
                            + " method that is @Transactional (called through its bean), or in one TransactionTemplate.execute(…)."
                            + " Nothing was written.");
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            if (!DataSourceUtils.isConnectionTransactional(connection, dataSource)) {
                throw new IllegalTransactionStateException(
                        "an event can be published on the transaction's own connection only,"
                                + " and this thread's transaction is not about the data source of the outbox. Use the transaction"
                                + " manager of that data source. Nothing was written.");
            }
            return step.apply(connection);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
