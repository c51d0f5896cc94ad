package dev.postrider.test;

import java.util.List;

/**
 * Narrows down the published events: after every step at least one event fits all steps so far. The failure shows the
 * events that fitted before.
 */
public final class PublishedEventAssert {
    private final OutboxAssert outbox;
    private final PublishedEvents events;

    PublishedEventAssert(OutboxAssert outbox, PublishedEvents events) {
        this.outbox = outbox;
        this.events = events;
    }

    /**
     * With this context, compared as JSON: order of keys, blanks and notation of numbers don't matter. A context with
     * {@code \u0000} or a lone surrogate is compared as text, as PostgreSQL has no other way.
     */
    public PublishedEventAssert withContext(String json) {
        if (PublishedEvents.onlyComparableAsText(json)) {
            return withContextText(json);
        }
        return narrowed(
                "with the context " + json,
                "CASE WHEN event_context::text ~* '" + PublishedEvents.ONLY_TEXT + "' THEN false"
                        + " ELSE event_context::jsonb = ?::jsonb END",
                json);
    }

    /** With exactly this text as its context. */
    public PublishedEventAssert withContextText(String text) {
        return narrowed("with the context (as text) " + text, "event_context::text = ?", text);
    }

    /** With a context that holds at least these keys and values, as PostgreSQL's {@code @>} understands it. */
    public PublishedEventAssert withContextContaining(String json) {
        return narrowed(
                "with a context containing " + json,
                "CASE WHEN event_context::text ~* '" + PublishedEvents.ONLY_TEXT + "' THEN false"
                        + " ELSE event_context::jsonb @> ?::jsonb END",
                json);
    }

    public PublishedEventAssert withEnvironment(String environment) {
        return narrowed("in environment " + environment, "environment = ?", environment);
    }

    public PublishedEventAssert withMetadataVersion(long version) {
        return narrowed("of metadata version " + version, "metadata_version = ?::bigint", Long.toString(version));
    }

    /** Exactly one event fits. */
    public PublishedEventAssert once() {
        return times(1);
    }

    /** Exactly this many events fit. */
    public PublishedEventAssert times(long count) {
        long found = events.count();
        if (found != count) {
            throw new AssertionError("expected " + count + " events" + events.description() + ", but found " + found
                    + ":\n" + String.join("\n", events.newest()));
        }
        return this;
    }

    /** Back to the outbox, for the next event. */
    public OutboxAssert and() {
        return outbox;
    }

    PublishedEventAssert narrowed(String description, String condition, String value) {
        PublishedEvents fitting = events.where(description, condition, value);
        if (fitting.count() == 0) {
            List<String> before = events.newest();
            throw new AssertionError("expected a published event" + fitting.description() + ", but there is none; "
                    + (before.isEmpty()
                            ? "the outbox is empty"
                            : "the newest events" + events.description() + ":\n" + String.join("\n", before)));
        }
        return new PublishedEventAssert(outbox, fitting);
    }
}
