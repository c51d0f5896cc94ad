package dev.postrider.relay.tools.events;

import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.search.LimitedQueries;
import dev.postrider.relay.sink.search.LimitedQueries.Answer;
import dev.postrider.relay.sink.search.LimitedQueries.Question;
import dev.postrider.relay.sink.search.QueryLimits;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.search.SearchedTable;
import dev.postrider.relay.sink.server.SinkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One question to each shard, one after the other, within one time. Events may be on any: if one can't be asked, there is no answer. */
final class ShardQueries {
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final List<LimitedQueries> shards;
    private final QueryLimits limits;
    private final RunningQuery running;
    private final long deadline;

    ShardQueries(EventLog log, QueryLimits limits, RunningQuery running) {
        this.shards = log.shards().stream().map(EventLog::searches).toList();
        this.limits = limits;
        this.running = running;
        this.deadline = System.nanoTime() + limits.longest().toNanos();
    }

    /** A question's text for a table. */
    @FunctionalInterface
    interface Text {
        String of(SearchedTable table) throws SinkException;
    }

    /** How an answer about a table is read. */
    @FunctionalInterface
    interface Reader<T> {
        Answer<T> of(SearchedTable table);
    }

    <T> List<T> ask(Text text, Reader<T> reader) throws SinkException {
        return ask(text, Map.of(), reader);
    }

    <T> List<T> ask(Text text, Map<String, String> settings, Reader<T> reader) throws SinkException {
        List<T> answers = new ArrayList<>();
        for (LimitedQueries shard : shards) {
            SearchedTable table = shard.table();
            answers.add(shard.ask(
                    new Question(text.of(table), settings, limits.within(left()), running), reader.of(table)));
        }
        return answers;
    }

    private Duration left() {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    List<LimitedQueries> shards() {
        return shards;
    }
}
