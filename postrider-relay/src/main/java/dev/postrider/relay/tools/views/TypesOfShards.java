package dev.postrider.relay.tools.views;

import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.LogField;
import dev.postrider.relay.sink.view.LogShape;
import dev.postrider.relay.sink.view.LogViews;
import dev.postrider.relay.sink.view.TypeFields;
import dev.postrider.relay.tools.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the events of each type hold on all shards together. Asks once, for the first question. Thread-safe. */
final class TypesOfShards implements Views.Types {
    private final List<EventLog> shards;
    private @Nullable List<TypeFields> found;

    TypesOfShards(List<EventLog> shards) {
        this.shards = shards;
    }

    /** What they hold on one shard. */
    static List<TypeFields> ofOne(LogViews views, LogShape log, @Nullable Period published) throws SinkException {
        return published == null
                ? views.types(log, null, null)
                : views.types(log, published.since(), published.before());
    }

    @Override
    public synchronized List<TypeFields> of(LogShape log, @Nullable Period published) throws SinkException {
        List<TypeFields> known = found;
        if (known != null) {
            return known;
        }
        Map<String, TypeFields> together = new TreeMap<>();
        for (EventLog shard : shards) {
            try {
                LogViews views = shard.views();
                ofOne(views, views.shape(), published)
                        .forEach(type -> together.merge(type.eventType(), type, TypesOfShards::plus));
            } catch (SinkException e) {
                throw e.at(shard.description());
            }
        }
        List<TypeFields> types = List.copyOf(together.values());
        found = types;
        return types;
    }

    /** The fields of both by path, each with the types of both; how many are left out is known at the least. */
    private static TypeFields plus(TypeFields one, TypeFields other) {
        Map<String, Set<String>> fields = new TreeMap<>();
        for (TypeFields each : List.of(one, other)) {
            for (LogField field : each.fields()) {
                fields.computeIfAbsent(field.path(), path -> new TreeSet<>()).addAll(field.types());
            }
        }
        List<LogField> first = fields.entrySet().stream()
                .limit(TypeFields.MOST_FIELDS)
                .map(field -> new LogField(field.getKey(), List.copyOf(field.getValue())))
                .toList();
        return new TypeFields(
                one.eventType(),
                one.events() + other.events(),
                one.unreadable() + other.unreadable(),
                first,
                Math.max(one.moreFields(), other.moreFields()) + fields.size() - first.size());
    }
}
