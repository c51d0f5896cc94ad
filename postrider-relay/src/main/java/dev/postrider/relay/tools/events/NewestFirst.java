package dev.postrider.relay.tools.events;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sink.search.QueryEndedException;
import dev.postrider.relay.sink.search.QueryEndedException.Limit;
import dev.postrider.relay.sink.server.SinkException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a page of events further and further back: in the last hour, day, week, month and year, and in all of the time. What
 * was read is not read again, and a page that is full early costs little. One thread; for one page.
 */
final class NewestFirst {
    private static final List<Duration> STEPS = List.of(
            Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(31), Duration.ofDays(366));

    private static final Comparator<LoggedEvent> NEWEST_FIRST =
            Comparator.comparing(LoggedEvent::key).reversed();

    private final ShardQueries shards;
    private final EventFilter filter;
    private final @Nullable EventKey after;
    private final int most;
    private final List<LoggedEvent> found = new ArrayList<>();
    private boolean isCut;

    NewestFirst(ShardQueries shards, EventFilter filter, @Nullable EventKey after, int most) {
        this.shards = shards;
        this.filter = filter;
        this.after = after;
        this.most = most;
    }

    EventPage find(Instant now) throws SinkException {
        Instant searchedTo = filter.before();
        boolean isBegun = false;
        for (Instant lower : lowerEnds(now)) {
            if (!isBefore(lower, searchedTo)) {
                continue;
            }
            try {
                if (search(filter.withTime(lower, searchedTo))) {
                    return page();
                }
            } catch (QueryEndedException e) {
                if (e.reason() != Limit.TIME || !isBegun || searchedTo == null) {
                    throw e;
                }
                return new EventPage(found, new EventKey(EventTime.micros(searchedTo), "", Long.MIN_VALUE), searchedTo);
            }
            isBegun = true;
            searchedTo = lower;
        }
        return page();
    }

    /** Where each step ends, the last one with the filter's begin: null for none. */
    private List<@Nullable Instant> lowerEnds(Instant now) {
        List<@Nullable Instant> ends = new ArrayList<>();
        if (filter.eventId() == null) {
            Instant from = Stream.of(now, filter.before(), after == null ? null : EventTime.ofMicros(after.micros()))
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .min(Comparator.naturalOrder())
                    .orElse(now);
            STEPS.stream()
                    .map(from::minus)
                    .map(EventTime::nearest)
                    .filter(end -> isBefore(filter.since(), end))
                    .forEach(ends::add);
        }
        ends.add(filter.since());
        return ends;
    }

    private static boolean isBefore(@Nullable Instant begin, @Nullable Instant end) {
        return begin == null || end == null || begin.isBefore(end);
    }

    /** Whether the page is full. */
    private boolean search(EventFilter part) throws SinkException {
        List<EventRows> answers = shards.ask(
                table -> {
                    EventSql sql = new EventSql(table);
                    String which = sql.which(part) + (after == null ? "" : "\n  AND " + sql.after(after));
                    return sql.page(which, most + 1 - found.size());
                },
                table -> in -> EventRows.read(table, in));
        List<LoggedEvent> events = new ArrayList<>(
                answers.stream().flatMap(rows -> rows.events().stream()).toList());
        EventKey cut = answers.stream()
                .filter(EventRows::isCut)
                .map(EventRows::last)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        if (cut != null) {
            // what this shard has beyond is not known
            events.removeIf(event -> event.key().compareTo(cut) < 0);
        }
        events.sort(NEWEST_FIRST);
        found.addAll(events);
        isCut = cut != null;
        return isCut || found.size() > most;
    }

    private EventPage page() {
        boolean isMore = isCut || found.size() > most;
        List<LoggedEvent> events = found.stream().limit(most).toList();
        return new EventPage(events, isMore ? events.get(events.size() - 1).key() : null, null);
    }
}
