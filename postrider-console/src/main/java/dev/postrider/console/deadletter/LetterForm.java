package dev.postrider.console.deadletter;

import dev.postrider.console.page.PageTime;
import dev.postrider.console.page.Query;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetterState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters somebody asked for, as it stands in the page's address: each part may be missing or empty.
 *
 * @param ids of events, with commas or blanks between
 * @param state {@code open} (also if missing), {@code requeued}, {@code discarded} or {@code any}
 */
record LetterForm(
        @Nullable String type,
        @Nullable String code,
        @Nullable String reason,
        @Nullable String environment,
        @Nullable String batch,
        @Nullable String from,
        @Nullable String before,
        @Nullable String state,
        @Nullable String ids) {

    /** Ids in one address at most. */
    static final int MOST_IDS = 500;

    private static final List<String> PARTS =
            List.of("type", "code", "reason", "environment", "batch", "from", "before", "state", "ids");

    /** @throws IllegalArgumentException if a part can't be read: which, and what it may be */
    DeadLetterFilter filter(Instant now) {
        return new DeadLetterFilter(
                eventIds(),
                Query.given(type),
                Query.given(environment),
                wantedCode(),
                Query.given(reason),
                Query.given(batch) == null ? null : number("batch", Query.given(batch)),
                PageTime.of(from, now),
                PageTime.of(before, now));
    }

    /** Null for any. */
    @Nullable
    DeadLetterState letterState() {
        String word = Query.given(state);
        if (word == null) {
            return DeadLetterState.OPEN;
        }
        if (word.equals("any")) {
            return null;
        }
        return Arrays.stream(DeadLetterState.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "state is '" + word + "', must be open, requeued, discarded or any"));
    }

    /** Whether no condition but the state is set. */
    public boolean isEverything() {
        return PARTS.stream().allMatch(name -> name.equals("state") || part(name) == null);
    }

    /** One of its parts, as it was typed; null if it is not set. */
    public @Nullable String part(String name) {
        return switch (name) {
            case "type" -> Query.given(type);
            case "code" -> Query.given(code);
            case "reason" -> Query.given(reason);
            case "environment" -> Query.given(environment);
            case "batch" -> Query.given(batch);
            case "from" -> Query.given(from);
            case "before" -> Query.given(before);
            case "state" -> Query.given(state);
            default -> Query.given(ids);
        };
    }

    /** The form as the query of an address, without a question mark; empty if nothing is set. */
    public String query() {
        Query query = new Query();
        PARTS.forEach(name -> query.with(name, part(name)));
        return query.toString();
    }

    private @Nullable Integer wantedCode() {
        String given = Query.given(code);
        if (given == null) {
            return null;
        }
        long number = number("code", given);
        if (number != (int) number) {
            throw new IllegalArgumentException(
                    "code is " + number + ", must be " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
        }
        return (int) number;
    }

    private List<Long> eventIds() {
        String given = Query.given(ids);
        if (given == null) {
            return List.of();
        }
        List<Long> all = Arrays.stream(given.split("[,\\s]+"))
                .filter(id -> !id.isEmpty())
                .map(id -> number("an event id", id))
                .distinct()
                .toList();
        if (all.size() > MOST_IDS) {
            throw new IllegalArgumentException(all.size() + " ids were given, must be at most " + MOST_IDS
                    + ": use a condition that they have in common");
        }
        return all;
    }

    private static long number(String what, @Nullable String text) {
        try {
            return Long.parseLong(String.valueOf(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + " is '" + text + "', must be a whole number", e);
        }
    }
}
