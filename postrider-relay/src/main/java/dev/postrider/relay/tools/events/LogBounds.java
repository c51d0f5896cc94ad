package dev.postrider.relay.tools.events;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sink.server.SinkException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The times of the first and the last event of the event log, on all shards. */
record LogBounds(long events, Instant first, Instant last) {
    /** Null if there are no events. */
    static @Nullable LogBounds ask(ShardQueries shards, String question) throws SinkException {
        List<LogBounds> each = shards.ask(
                table -> {
                    EventSql sql = new EventSql(table);
                    return SqlText.fill(
                            question,
                            Map.of("first", sql.microsOf("min"), "last", sql.microsOf("max"), "table", sql.table()));
                },
                table -> in ->
                        new LogBounds(in.number(), EventTime.ofMicros(in.number()), EventTime.ofMicros(in.number())));
        return each.stream()
                .filter(bounds -> bounds.events() > 0)
                .reduce((one, other) -> new LogBounds(
                        one.events() + other.events(),
                        one.first().isBefore(other.first()) ? one.first() : other.first(),
                        one.last().isAfter(other.last()) ? one.last() : other.last()))
                .orElse(null);
    }
}
