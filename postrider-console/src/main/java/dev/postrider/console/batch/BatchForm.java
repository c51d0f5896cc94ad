package dev.postrider.console.batch;

import dev.postrider.console.page.PageTime;
import dev.postrider.console.page.Query;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.batches.BatchFilter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which batches somebody asked for, as it stands in the page's address: each part may be missing or empty.
 *
 * @param state {@code planned} or {@code acknowledged}
 * @param slower seconds that it took at least
 * @param letters {@code true} for those with dead letters
 */
record BatchForm(
        @Nullable String state,
        @Nullable String from,
        @Nullable String before,
        @Nullable String slower,
        @Nullable String letters) {

    private static final double MOST_SECONDS = 1e9;

    /** @throws IllegalArgumentException if a part can't be read: which, and what it may be */
    BatchFilter filter(Instant now) {
        Instant since = PageTime.of(from, now);
        Instant end = PageTime.of(before, now);
        BatchFilter filter = BatchFilter.ALL
                .withState(wantedState())
                .withPlanned(since == null && end == null ? null : new Period(since, end))
                .withSlowerThan(slowerThan());
        return "true".equals(letters) ? filter.onlyWithDeadLetters() : filter;
    }

    private BatchFilter.@Nullable State wantedState() {
        String word = Query.given(state);
        if (word == null) {
            return null;
        }
        return switch (word) {
            case "planned" -> BatchFilter.State.PLANNED;
            case "acknowledged" -> BatchFilter.State.ACKNOWLEDGED;
            default -> throw new IllegalArgumentException("state is '" + word + "', must be planned or acknowledged");
        };
    }

    private @Nullable Duration slowerThan() {
        String given = Query.given(slower);
        if (given == null) {
            return null;
        }
        try {
            double seconds = Double.parseDouble(given);
            if (seconds >= 0 && seconds <= MOST_SECONDS) {
                return Duration.ofMillis(Math.round(seconds * 1_000));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("slower is '" + given + "', must be a number of seconds", e);
        }
        throw new IllegalArgumentException("slower is '" + given + "', must be 0 to 1000000000 seconds");
    }

    /** The form as the query of an address, without a question mark; empty if nothing is set. */
    public String query() {
        return new Query()
                .with("state", state)
                .with("from", from)
                .with("before", before)
                .with("slower", slower)
                .with("letters", letters)
                .toString();
    }
}
