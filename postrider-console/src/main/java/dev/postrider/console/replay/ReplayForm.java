package dev.postrider.console.replay;

import dev.postrider.console.page.PageTime;
import dev.postrider.console.page.Query;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.replay.ReplayCriteria;
import dev.postrider.relay.tools.replay.ReplayCriteria.BatchRange;
import dev.postrider.relay.tools.resend.ResendRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonParserFactory;

/**
 * Which events somebody wants to be delivered again, as it was typed: each part may be missing or empty.
 *
 * @param types one a line
 * @param from of the events' own times
 * @param deliveredFrom of the times at which their batches were acknowledged
 * @param batches {@code 5..9}, or {@code 5} for one alone
 * @param all {@code true} where no condition is meant
 * @param target another table of the same database; empty for the event log
 * @param rate events in a second at most; empty or 0 for no limit
 */
record ReplayForm(
        @Nullable String types,
        @Nullable String from,
        @Nullable String before,
        @Nullable String deliveredFrom,
        @Nullable String deliveredBefore,
        @Nullable String batches,
        @Nullable String all,
        @Nullable String target,
        @Nullable String rate) {
    static final int HIGHEST_RATE = 10_000_000;

    private static final Pattern BATCHES = Pattern.compile("([1-9][0-9]{0,17})(?:\\.\\.([1-9][0-9]{0,17}))?");

    /** @throws IllegalArgumentException if a part can't be read, or nothing says which events: what, and what it may be */
    ReplayCriteria criteria(Instant now) {
        ReplayCriteria criteria = new ReplayCriteria(
                eventTypes(), period(from, before, now), period(deliveredFrom, deliveredBefore, now), batchRange());
        boolean isAll = "true".equals(all);
        if (criteria.equals(ReplayCriteria.ALL) && !isAll) {
            throw new IllegalArgumentException("Say which events, or choose all that the outbox still retains.");
        }
        if (!criteria.equals(ReplayCriteria.ALL) && isAll) {
            throw new IllegalArgumentException(
                    "All that the outbox still retains, and a condition, exclude each other.");
        }
        return criteria;
    }

    /** Whether the same words mean another replay later: a time such as {@code -2h} moves on. */
    boolean moves() {
        return Stream.of(from, before, deliveredFrom, deliveredBefore)
                .map(Query::given)
                .filter(Objects::nonNull)
                .anyMatch(time -> time.startsWith("-"));
    }

    /** Null for the event log. */
    @Nullable
    String table() {
        return Query.given(target);
    }

    /** Events in a second at most; 0 for no limit. */
    int eventsPerSecond() {
        String typed = Query.given(rate);
        if (typed == null) {
            return 0;
        }
        if (!typed.matches("[0-9]{1,9}") || Integer.parseInt(typed) > HIGHEST_RATE) {
            throw new IllegalArgumentException("the most events in a second are '" + typed + "', must be 1 to "
                    + HIGHEST_RATE + ", or nothing for no limit");
        }
        return Integer.parseInt(typed);
    }

    /** As the address of the page has it, without a question mark. */
    public String query() {
        return new Query()
                .with("types", types)
                .with("from", from)
                .with("before", before)
                .with("deliveredFrom", deliveredFrom)
                .with("deliveredBefore", deliveredBefore)
                .with("batches", batches)
                .with("all", all)
                .with("target", target)
                .with("rate", rate)
                .toString();
    }

    /**
     * The one that goes on with a replay that was broken off.
     *
     * @param target its table, without a database; null for the event log
     */
    static ReplayForm of(ResendRecord broken, @Nullable String target) {
        Map<String, Object> criteria = JsonParserFactory.getJsonParser().parseMap(broken.criteria());
        List<?> types = list(criteria, "types");
        List<?> published = list(criteria, "published");
        List<?> delivered = list(criteria, "delivered");
        List<?> batches = list(criteria, "batches");
        boolean isAll = types.isEmpty() && published.isEmpty() && delivered.isEmpty() && batches.isEmpty();
        return new ReplayForm(
                String.join("\n", types.stream().map(String::valueOf).toList()),
                part(published, 0),
                part(published, 1),
                part(delivered, 0),
                part(delivered, 1),
                batches.isEmpty() ? null : batches.get(0) + ".." + batches.get(1),
                isAll ? "true" : null,
                target,
                null);
    }

    private static List<?> list(Map<String, Object> criteria, String name) {
        return criteria.get(name) instanceof List<?> list ? list : List.of();
    }

    private static @Nullable String part(List<?> period, int at) {
        return period.size() > at && period.get(at) != null ? String.valueOf(period.get(at)) : null;
    }

    private Set<String> eventTypes() {
        Set<String> all = new TreeSet<>();
        String typed = Query.given(types);
        if (typed != null) {
            typed.lines().map(String::strip).filter(type -> !type.isEmpty()).forEach(all::add);
        }
        return all;
    }

    private static @Nullable Period period(@Nullable String from, @Nullable String before, Instant now) {
        Instant begin = PageTime.of(from, now);
        Instant end = PageTime.of(before, now);
        return begin == null && end == null ? null : new Period(begin, end);
    }

    private @Nullable BatchRange batchRange() {
        String typed = Query.given(batches);
        if (typed == null) {
            return null;
        }
        Matcher form = BATCHES.matcher(typed);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + typed + "' are no batches, must be like 5..9 or 5");
        }
        long first = Long.parseLong(form.group(1));
        return new BatchRange(first, form.group(2) == null ? first : Long.parseLong(form.group(2)));
    }
}
