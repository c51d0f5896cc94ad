package dev.postrider.relay.tools.events;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.search.LimitedQueries;
import dev.postrider.relay.sink.search.LimitedQueries.Question;
import dev.postrider.relay.sink.search.QueryLimits;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.RowBinaryInput;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.LogShape;
import dev.postrider.relay.sink.view.LogViews;
import dev.postrider.relay.sink.view.Quoted;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.sql.SqlFile;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rollups by day have counted of each type, on all shards.
 *
 * @param events how many
 * @param firstDay the begin of the first day with one
 * @param lastDay the begin of the last day with one
 */
record CountedTypes(long events, Instant firstDay, Instant lastDay) {
    private static final String QUESTION = SqlFile.text(CountedTypes.class, "rollup_types.sql");

    /** By type; null where a shard has no such rollup, or one that is not filled yet. */
    static @Nullable Map<String, CountedTypes> ask(EventLog log, QueryLimits limits, RunningQuery running)
            throws SinkException {
        Map<String, CountedTypes> together = new TreeMap<>();
        for (EventLog shard : log.shards()) {
            LogViews views = shard.views();
            LogShape shape = views.shape();
            LogViews.TableBeside rollup = views.tables().get(Rollup.DAY.table(shape));
            if (rollup == null || !rollup.comment().equals(Rollup.DAY.comment(shape))) {
                return null;
            }
            String sql = SqlText.fill(
                    QUESTION,
                    Map.of(
                            "rollup",
                            Quoted.of(shape.database()) + "." + Quoted.of(rollup.name()),
                            "most",
                            Integer.toString(EventTypes.MOST)));
            LimitedQueries searches = shard.searches();
            searches.ask(new Question(sql, limits, running), in -> add(together, in));
        }
        return together;
    }

    private static int add(Map<String, CountedTypes> together, RowBinaryInput in) throws IOException {
        while (in.hasNext()) {
            String type = in.text();
            CountedTypes counted =
                    new CountedTypes(in.number(), EventTime.ofMicros(in.number()), EventTime.ofMicros(in.number()));
            together.merge(type, counted, CountedTypes::plus);
        }
        return together.size();
    }

    private CountedTypes plus(CountedTypes other) {
        return new CountedTypes(
                events + other.events,
                firstDay.isBefore(other.firstDay) ? firstDay : other.firstDay,
                lastDay.isAfter(other.lastDay) ? lastDay : other.lastDay);
    }
}
