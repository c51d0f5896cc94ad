package dev.postrider.relay.tools.events;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sink.server.RowBinaryInput;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.SqlFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was seen of each type and version in a period, on all shards. One thread. */
final class SeenTypes {
    private static final String QUESTION = SqlFile.text(SeenTypes.class, "log_types.sql");
    private static final Duration RATE = Duration.ofDays(1);

    private final Map<String, Map<Long, Seen>> types = new TreeMap<>();
    private final Duration rateOver;
    private boolean hasVersions = true;

    private record Seen(long events, long first, long last, long lately) {
        Seen plus(Seen other) {
            return new Seen(
                    events + other.events,
                    Math.min(first, other.first),
                    Math.max(last, other.last),
                    lately + other.lately);
        }
    }

    private SeenTypes(Duration rateOver) {
        this.rateOver = rateOver;
    }

    static SeenTypes ask(ShardQueries shards, EventFilter filter, Instant now) throws SinkException {
        Instant since = filter.since();
        Duration period = since == null ? RATE : Duration.between(since, now);
        SeenTypes seen = new SeenTypes(period.compareTo(RATE) < 0 ? period : RATE);
        EventFilter lately = EventFilter.all().withTime(now.minus(seen.rateOver), now);
        shards.ask(
                table -> {
                    EventSql sql = new EventSql(table);
                    return SqlText.fill(
                            QUESTION,
                            Map.of(
                                    "type", sql.type(),
                                    "version", sql.version(),
                                    "first", sql.microsOf("min"),
                                    "last", sql.microsOf("max"),
                                    "recent", sql.which(lately),
                                    "table", sql.table(),
                                    "which", sql.which(filter),
                                    "most", Integer.toString(EventTypes.MOST)));
                },
                table -> in -> seen.add(in, table.has("metadata_version")));
        return seen;
    }

    private int add(RowBinaryInput in, boolean hasVersion) throws IOException {
        hasVersions &= hasVersion;
        while (in.hasNext()) {
            String type = in.text();
            types.computeIfAbsent(type, key -> new HashMap<>())
                    .merge(in.number(), new Seen(in.number(), in.number(), in.number(), in.number()), Seen::plus);
        }
        return types.size();
    }

    Duration rateOver() {
        return rateOver;
    }

    Iterable<String> names() {
        return types.keySet();
    }

    EventTypes.OfType type(String name, @Nullable CountedTypes counted) {
        List<EventTypes.OfVersion> versions = types.getOrDefault(name, Map.of()).entrySet().stream()
                .sorted(Map.Entry.<Long, Seen>comparingByKey(Comparator.reverseOrder()))
                .map(version -> version(version.getKey(), version.getValue()))
                .toList();
        return new EventTypes.OfType(
                name,
                versions,
                counted == null ? null : (Long) counted.events(),
                counted == null ? null : counted.firstDay(),
                counted == null ? null : counted.lastDay());
    }

    private EventTypes.OfVersion version(long number, Seen seen) {
        double hours = rateOver.toMillis() / (double) Duration.ofHours(1).toMillis();
        return new EventTypes.OfVersion(
                hasVersions ? (Long) number : null,
                EventTime.ofMicros(seen.first()),
                EventTime.ofMicros(seen.last()),
                seen.events(),
                seen.lately() / hours);
    }
}
