package dev.postrider.relay.tools.events;

import dev.postrider.relay.sink.server.RowBinaryInput;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.SqlFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far back one may look without reading too much: all of it, or else a month, a week, a day, an hour. Asks the index alone. */
final class RecentPeriod {
    /** A few columns of so many rows are read in less than a second. */
    private static final long MOST_ROWS = 20_000_000;

    private static final String COUNT = SqlFile.text(RecentPeriod.class, "count.sql");
    private static final String ESTIMATE = SqlFile.text(RecentPeriod.class, "estimate.sql");

    private static final List<Duration> PERIODS = List.of(Duration.ofDays(31), Duration.ofDays(7), Duration.ofDays(1));

    private static final Duration SHORTEST = Duration.ofHours(1);

    private RecentPeriod() {}

    /**
     * Where it begins; null for all of the time.
     *
     * @param filter the types that are looked for
     */
    static @Nullable Instant begin(ShardQueries shards, EventFilter filter, Instant now) throws SinkException {
        return begin(shards, filter, now, MOST_ROWS);
    }

    static @Nullable Instant begin(ShardQueries shards, EventFilter filter, Instant now, long mostRows)
            throws SinkException {
        if (all(shards, filter) <= mostRows) {
            return null;
        }
        for (Duration period : PERIODS) {
            if (estimate(shards, filter.withTime(now.minus(period), null)) <= mostRows) {
                return now.minus(period);
            }
        }
        return now.minus(SHORTEST);
    }

    private static long all(ShardQueries shards, EventFilter filter) throws SinkException {
        return filter.equals(EventFilter.all())
                ? sum(shards.ask(
                        table -> SqlText.fill(COUNT, Map.of("table", new EventSql(table).table())),
                        table -> RowBinaryInput::number))
                : estimate(shards, filter);
    }

    private static long estimate(ShardQueries shards, EventFilter filter) throws SinkException {
        return sum(shards.ask(
                table -> {
                    EventSql sql = new EventSql(table);
                    return SqlText.fill(ESTIMATE, Map.of("table", sql.table(), "which", sql.which(filter)));
                },
                table -> RecentPeriod::rows));
    }

    /** A row for each table: its database, its name, and how many parts, rows and marks would be read. */
    private static long rows(RowBinaryInput in) throws IOException {
        long rows = 0;
        while (in.hasNext()) {
            String unusedDatabase = in.text();
            String unusedTable = in.text();
            long unusedParts = in.number();
            rows += in.number();
            long unusedMarks = in.number();
        }
        return rows;
    }

    private static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }
}
