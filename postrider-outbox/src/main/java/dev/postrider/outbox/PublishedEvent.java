package dev.postrider.outbox;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event that was published, as {@link Outbox#publishTracked} returns it: what is needed to ask later what became of it.
 *
 * <p>The id alone does not do. A database that was restored or promoted may hand out an id again, and a transaction's number too, so the
 * identity of the database is kept beside them. The event is one in which all four are equal. Immutable; it may be passed to another
 * process and made again by {@link #of}.
 */
public final class PublishedEvent {
    /** No thread has it. */
    private static final long ANOTHER_PROCESS = 0;

    private final long id;
    private final Instant dateTime;
    private final long transactionId;
    private final String databaseIdentity;
    private final long thread;
    /** On which it was published, in this process. */
    private final WeakReference<Connection> connection;

    private PublishedEvent(
            long id,
            Instant dateTime,
            long transactionId,
            String databaseIdentity,
            long thread,
            @Nullable Connection connection) {
        this.id = id;
        this.dateTime = EventTime.cut(dateTime);
        this.transactionId = transactionId;
        this.databaseIdentity = Objects.requireNonNull(databaseIdentity);
        this.thread = thread;
        this.connection = new WeakReference<>(connection);
    }

    /** In the thread that has published it. */
    static PublishedEvent here(
            Connection connection, long id, Instant dateTime, long transactionId, String databaseIdentity) {
        return new PublishedEvent(
                id,
                dateTime,
                transactionId,
                databaseIdentity,
                Thread.currentThread().getId(),
                connection);
    }

    /**
     * One that was published elsewhere, from its four values.
     *
     * @throws IllegalArgumentException if no transaction has that id
     */
    public static PublishedEvent of(long id, Instant dateTime, long transactionId, String databaseIdentity) {
        if (transactionId < 1) {
            throw new IllegalArgumentException("the transaction id is " + transactionId + ", must be 1 or more");
        }
        return new PublishedEvent(id, dateTime, transactionId, databaseIdentity, ANOTHER_PROCESS, null);
    }

    /** Its {@code event_id} in ClickHouse. */
    public long id() {
        return id;
    }

    /** Its {@code event_date_time} in ClickHouse, to the microsecond. */
    public Instant dateTime() {
        return dateTime;
    }

    /** The transaction that published it, as {@code pg_current_xact_id()} gave it there. */
    public long transactionId() {
        return transactionId;
    }

    /** The database in which it was published: the cluster's system identifier and its timeline, {@code postrider.life()}. */
    public String databaseIdentity() {
        return databaseIdentity;
    }

    /**
     * Whether the thread that calls has published it, on a connection that is still open: then nobody else will commit it, if it is not
     * committed. A connection that broke at the commit is closed, and what became of the transaction is to be found out.
     */
    public boolean isForThisThreadToCommit() {
        Connection published = connection.get();
        return thread == Thread.currentThread().getId() && published != null && isOpen(published);
    }

    private static boolean isOpen(Connection connection) {
        try {
            return !connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PublishedEvent event
                && id == event.id
                && dateTime.equals(event.dateTime)
                && transactionId == event.transactionId
                && databaseIdentity.equals(event.databaseIdentity);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, dateTime, transactionId, databaseIdentity);
    }

    /** For people. */
    @Override
    public String toString() {
        return "event " + id + " of " + dateTime + ", published by transaction " + transactionId + " of database "
                + databaseIdentity;
    }
}
