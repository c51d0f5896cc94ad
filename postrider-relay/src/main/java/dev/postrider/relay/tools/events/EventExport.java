package dev.postrider.relay.tools.events;

import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.search.LimitedQueries;
import dev.postrider.relay.sink.search.LimitedQueries.Question;
import dev.postrider.relay.sink.search.QueryEndedException;
import dev.postrider.relay.sink.search.QueryLimits;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.SinkException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * Writes all events of a filter as ClickHouse's own formats have them, in constant memory here and there. They come in the order of
 * the table, by type, time and id unless it is a table of one's own: sorting all of them by time would need memory for all of them.
 * Shards come one after the other. Thread-safe.
 */
public final class EventExport {
    private static final Map<String, String> SETTINGS = Map.of(
            "date_time_output_format", "iso",
            "output_format_json_quote_64bit_integers", "0",
            // what is held of each part of the table, and of the file, at once
            "max_block_size", "4096",
            "output_format_parquet_row_group_size", "20000");

    private final EventLog log;
    private final QueryLimits limits;

    /** With the limits of {@link QueryLimits#ofExport}. Asks nothing yet. */
    public EventExport(EventLog log) {
        this(log, QueryLimits.ofExport());
    }

    /**
     * Asks nothing yet.
     *
     * @param limits of each shard
     */
    public EventExport(EventLog log, QueryLimits limits) {
        this.log = log;
        this.limits = limits;
    }

    /**
     * Writes them as they come.
     *
     * @param out not closed. Where it throws, ClickHouse stops to work on the export
     * @param running by whom it is cancelled and looked after
     * @return how many bytes were written
     * @throws IllegalArgumentException for {@link ExportFormat#PARQUET} of several shards, which can't be one file
     * @throws IOException what the stream throws
     * @throws QueryEndedException if it was cancelled, or reached a limit. What was written is not whole then
     * @throws SinkException if ClickHouse can't be asked, or fails. What was written is not whole then
     */
    public long stream(EventFilter filter, ExportFormat format, OutputStream out, RunningQuery running)
            throws SinkException, IOException {
        ShardQueries shards = new ShardQueries(log, limits, running);
        if (shards.shards().size() > 1 && format.name(false).isEmpty()) {
            throw new IllegalArgumentException(
                    "Parquet of " + shards.shards().size()
                            + " shards can't be one file: choose CSV or JSON lines, or name one shard alone in CLICKHOUSE_HOST");
        }
        long bytes = 0;
        boolean isFirst = true;
        for (LimitedQueries shard : shards.shards()) {
            EventSql sql = new EventSql(shard.table());
            String text = sql.export(sql.which(filter), format.name(isFirst));
            bytes += shard.stream(new Question(text, SETTINGS, limits, running), out);
            isFirst = false;
        }
        return bytes;
    }
}
