package dev.postrider.test;

import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on the events that an application has published, read from {@code postrider.event_outbox} on a connection of
 * its own: what a transaction has published is there once it has committed, and never if it rolled back.
 *
 * <pre>{@code
 * OutboxAssert.assertThat(database)
 *         .hasPublished("user_created")
 *         .withContext("{\"email\": \"ada@example.org\"}")
 *         .once();
 * }</pre>
 *
 * <p>A relay empties the outbox's leaves behind itself some time after delivery: where one runs, look at the event log
 * with {@link EventLogAssert}.
 */
public final class OutboxAssert extends AbstractAssert<OutboxAssert, DataSource> {

    private OutboxAssert(DataSource outbox) {
        super(outbox, OutboxAssert.class);
    }

    /** The outbox of a test's database. */
    public static OutboxAssert assertThat(PostgresDatabase database) {
        return new OutboxAssert(database.dataSource());
    }

    /** The outbox of the database behind a data source. Inside of a Spring transaction pass one that is not bound to it. */
    public static OutboxAssert assertThat(DataSource dataSource) {
        return new OutboxAssert(dataSource);
    }

    /** At least one event of this type is there; go on with what it is like. */
    public PublishedEventAssert hasPublished(String eventType) {
        return new PublishedEventAssert(this, PublishedEvents.in(actual))
                .narrowed("of type " + eventType, "event_type = ?", eventType);
    }

    /** No event of this type is there. */
    public OutboxAssert hasNotPublished(String eventType) {
        refuseAny(PublishedEvents.in(actual).where("of type " + eventType, "event_type = ?", eventType));
        return this;
    }

    /** The outbox is empty. */
    public OutboxAssert hasPublishedNothing() {
        refuseAny(PublishedEvents.in(actual));
        return this;
    }

    /** Exactly this many events are there, of any type. */
    public OutboxAssert hasPublishedEvents(long count) {
        long found = PublishedEvents.in(actual).count();
        if (found != count) {
            throw failureWithActualExpected(found, count, "expected %s published events, found %s", count, found);
        }
        return this;
    }

    private void refuseAny(PublishedEvents events) {
        List<String> found = events.newest();
        if (!found.isEmpty()) {
            throw failure(
                    "expected no published event%s, but found:%n%s", events.description(), String.join("\n", found));
        }
    }
}
