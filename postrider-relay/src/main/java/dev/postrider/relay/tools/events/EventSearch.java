package dev.postrider.relay.tools.events;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.search.QueryEndedException;
import dev.postrider.relay.sink.search.QueryLimits;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.RowBinaryInput;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.SqlFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds events in the event log, on all of its shards together. It shows what the servers that are asked have now: a replica that
 * lags behind shows less. An event is there once; one that is there twice, which {@code verify} finds, is shown twice. Thread-safe;
 * lives as long as the sink that the event log comes from.
 *
 * <p>Each question is limited in time, memory and rows read, and throws {@link QueryEndedException} where it reaches a limit or is
 * cancelled, and {@link SinkException} where ClickHouse can't be asked or refuses. All of them may be asked again.
 */
public final class EventSearch {
    /** The highest number of events on a page. */
    public static final int LONGEST_PAGE = 500;

    private static final String BOUNDS = SqlFile.text(EventSearch.class, "bounds.sql");
    private static final String HISTOGRAM = SqlFile.text(EventSearch.class, "histogram.sql");

    private final EventLog log;
    private final QueryLimits limits;
    private final Clock clock;

    /** With the limits of {@link QueryLimits#ofSearch}. Asks nothing yet. */
    public EventSearch(EventLog log) {
        this(log, QueryLimits.ofSearch(), Clock.systemUTC());
    }

    /** Asks nothing yet. */
    public EventSearch(EventLog log, QueryLimits limits, Clock clock) {
        this.log = log;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * A page of events, the newest first: by time, outbox and id. Events that come meanwhile move no page. A page of long contexts
     * has fewer events than asked for.
     *
     * @param after the {@code next} of the page before; null for the first page
     * @param most how many events at most, 1 to {@link #LONGEST_PAGE}
     * @param running by whom it is cancelled and looked after
     */
    public EventPage page(EventFilter filter, @Nullable EventKey after, int most, RunningQuery running)
            throws SinkException {
        if (most < 1 || most > LONGEST_PAGE) {
            throw new IllegalArgumentException("a page of " + most + " events; it may have 1 to " + LONGEST_PAGE);
        }
        return new NewestFirst(new ShardQueries(log, limits, running), filter, after, most).find(clock.instant());
    }

    /** The event at a place; null if there is none. */
    public @Nullable LoggedEvent event(EventKey key) throws SinkException {
        Instant time = EventTime.ofMicros(key.micros());
        EventFilter filter = EventFilter.all().withTime(time, time.plusNanos(1_000));
        EventKey later = new EventKey(key.micros(), key.outbox(), key.id() + 1);
        return page(filter, key.id() == Long.MAX_VALUE ? null : later, 1, new RunningQuery()).events().stream()
                .filter(event -> event.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    /**
     * How many events there are over the filter's time, in buckets of the same length. Where the filter has no begin or no end, the
     * first or the last event of the event log takes its place. Reads the time of all events that match.
     *
     * @param buckets how many at most, 1 to {@link EventHistogram#MOST_BUCKETS}
     * @param running by whom it is cancelled and looked after
     */
    public EventHistogram histogram(EventFilter filter, int buckets, RunningQuery running) throws SinkException {
        if (buckets < 1 || buckets > EventHistogram.MOST_BUCKETS) {
            throw new IllegalArgumentException(buckets + " buckets; there may be 1 to " + EventHistogram.MOST_BUCKETS);
        }
        ShardQueries shards = new ShardQueries(log, limits, running);
        EventFilter bounded = bounded(filter, shards);
        if (bounded == null) {
            return new EventHistogram(List.of());
        }
        long first = EventTime.micros(EventTime.nearest(Objects.requireNonNull(bounded.since())));
        long end = EventTime.micros(EventTime.nearest(Objects.requireNonNull(bounded.before())));
        long width = (end - first + buckets - 1) / buckets;
        Map<Long, Long> counts = new HashMap<>();
        shards.ask(
                table -> {
                    EventSql sql = new EventSql(table);
                    return SqlText.fill(
                            HISTOGRAM,
                            Map.of(
                                    "micros", sql.micros(),
                                    "first", Long.toString(first),
                                    "width", Long.toString(width),
                                    "table", sql.table(),
                                    "which", sql.which(bounded)));
                },
                table -> in -> add(counts, in));
        return new EventHistogram(inOrder(first, end, width, counts));
    }

    private static List<EventHistogram.Bucket> inOrder(long first, long end, long width, Map<Long, Long> counts) {
        List<EventHistogram.Bucket> all = new ArrayList<>();
        for (long begin = first; begin < end; begin += width) {
            all.add(new EventHistogram.Bucket(
                    EventTime.ofMicros(begin),
                    EventTime.ofMicros(begin + width),
                    counts.getOrDefault((begin - first) / width, 0L)));
        }
        return all;
    }

    private static int add(Map<Long, Long> counts, RowBinaryInput in) throws IOException {
        while (in.hasNext()) {
            counts.merge(in.number(), in.number(), Long::sum);
        }
        return counts.size();
    }

    /** With a begin and an end; null where nothing is in between. */
    private static @Nullable EventFilter bounded(EventFilter filter, ShardQueries shards) throws SinkException {
        Instant since = filter.since();
        Instant before = filter.before();
        if (since == null || before == null) {
            LogBounds all = LogBounds.ask(shards, BOUNDS);
            if (all == null) {
                return null;
            }
            since = since == null ? all.first() : since;
            before = before == null ? all.last().plusNanos(1_000) : before;
        }
        return since.isBefore(before) ? filter.withTime(since, before) : null;
    }

    /**
     * The question for the first page, to be copied and run. It has no limits of its own.
     *
     * @param most how many events at most
     */
    public String sql(EventFilter filter, int most) throws SinkException {
        ShardQueries shards = new ShardQueries(log, limits, new RunningQuery());
        EventSql sql = new EventSql(shards.shards().get(0).table());
        String each = shards.shards().size() == 1
                ? ""
                : "-- on each of the " + shards.shards().size() + " shards, which hold the events together\n";
        return each + sql.shown(sql.which(filter), most);
    }
}
