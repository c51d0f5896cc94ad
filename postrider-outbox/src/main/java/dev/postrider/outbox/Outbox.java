package dev.postrider.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Appends events to the outbox inside the caller's open transaction: they exist if and only if it commits.
 *
 * <p>An event is any object of a class of its own, best a record. Its type is the class's simple name in snake_case (see
 * {@link EventType}), its context the object as JSON with names in snake_case, dates as ISO strings and enums by name.
 * Ready-made JSON text goes in as an {@link Event}.
 *
 * <p>Whatever the outbox cannot hold is refused with an {@link InvalidEventException} before it reaches the database, so
 * the transaction stays usable. Immutable and safe for use by any number of threads; it holds no connection, there is
 * nothing to close.
 */
public final class Outbox {

    private final OutboxSettings settings;
    private final UnaryOperator<JsonMapper.Builder> json;
    private final Supplier<@Nullable String> traceParents;
    private final EventEncoder encoder;

    private Outbox(
            OutboxSettings settings, UnaryOperator<JsonMapper.Builder> json, Supplier<@Nullable String> traceParents) {
        this.settings = settings;
        this.json = json;
        this.traceParents = traceParents;
        this.encoder = new EventEncoder(settings, ContextWriter.create(json), traceParents);
    }

    public static Outbox create(OutboxSettings settings) {
        return new Outbox(settings, UnaryOperator.identity(), () -> null);
    }

    /**
     * The same outbox with changes to how objects become JSON, for modules and serializers of the application. They are
     * applied after the outbox's own settings. What is written is checked all the same.
     */
    public Outbox withJson(UnaryOperator<JsonMapper.Builder> customizer) {
        return new Outbox(settings, Objects.requireNonNull(customizer), traceParents);
    }

    /**
     * The same outbox with a source of trace contexts, asked once for every event that brings none: the current W3C
     * {@code traceparent}, or null outside of a trace.
     */
    public Outbox withTraceParents(Supplier<@Nullable String> source) {
        return new Outbox(settings, json, Objects.requireNonNull(source));
    }

    public OutboxSettings settings() {
        return settings;
    }

    /**
     * The event that {@link #publish} would write for this object, to give it a time or an environment of its own first.
     *
     * @throws InvalidEventException if the object's class names no event or cannot be written as JSON
     */
    public Event toEvent(Object event) {
        return encoder.toEvent(Objects.requireNonNull(event, "event"));
    }

    /**
     * Appends one event, in one round trip. The connection stays the caller's: it is neither committed nor closed.
     *
     * @param connection with an open transaction on the database that holds the outbox
     * @param event an object, or an {@link Event}
     * @return the event's id
     * @throws NotInTransactionException if the connection is in autocommit mode
     * @throws InvalidEventException if the event breaks a limit; nothing was written, the transaction is usable
     * @throws PublishingRefusedException if the outbox takes no events for now; roll the transaction back
     * @throws OutboxException if the database refuses; roll the transaction back
     */
    public long publish(Connection connection, Object event) {
        requireTransaction(connection);
        EventRow row = encoder.encode(event);
        try {
            return EventInsert.one(connection, row.event());
        } catch (SQLException e) {
            throw DatabaseRefusal.of("publishing event " + row.event().type(), e);
        }
    }

    /**
     * Appends one event as {@link #publish} does, and returns what is needed to wait until it was delivered: see
     * {@link dev.postrider.outbox.await.DeliveryWatch}. Costs the database a little more: it tells who it is.
     *
     * @param connection with an open transaction on the database that holds the outbox
     * @param event an object, or an {@link Event}
     * @return the event; it exists once the transaction is committed
     * @throws NotInTransactionException if the connection is in autocommit mode
     * @throws InvalidEventException if the event breaks a limit; nothing was written, the transaction is usable
     * @throws PublishingRefusedException if the outbox takes no events for now; roll the transaction back
     * @throws OutboxException if the database refuses; roll the transaction back
     */
    public PublishedEvent publishTracked(Connection connection, Object event) {
        requireTransaction(connection);
        EventRow row = encoder.encode(event);
        try {
            return TrackedInsert.one(connection, row.event());
        } catch (SQLException e) {
            throw DatabaseRefusal.of("publishing event " + row.event().type(), e);
        }
    }

    /**
     * Appends events in the order of iteration, in few round trips; ids rise in that order.
     *
     * <p>All or none: up to 20,000 events or 16 MiB of context everything is checked before anything is written. Beyond
     * that, the events are written while the iterable is read, so memory stays bounded however many there are, behind a
     * savepoint to which the transaction returns if an event is refused or the iterable throws.
     *
     * @param connection with an open transaction on the database that holds the outbox
     * @param events objects and {@link Event}s, iterated once
     * @return how many were written
     * @throws NotInTransactionException if the connection is in autocommit mode
     * @throws InvalidEventException if an event breaks a limit, naming its place; nothing of this call stays written, the
     *     transaction is usable
     * @throws PublishingRefusedException if the outbox takes no events for now; roll the transaction back
     * @throws OutboxException if the database refuses; roll the transaction back
     */
    public long publishAll(Connection connection, Iterable<?> events) {
        requireTransaction(connection);
        try {
            return new BulkPublish(connection, encoder, events.iterator()).run();
        } catch (SQLException e) {
            throw DatabaseRefusal.of("publishing events", e);
        }
    }

    private static void requireTransaction(Connection connection) {
        try {
            if (connection.getAutoCommit()) {
                throw new NotInTransactionException();
            }
        } catch (SQLException e) {
            throw DatabaseRefusal.of("publishing", e);
        }
    }
}
