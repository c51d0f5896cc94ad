package dev.postrider.relay.tools.events;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sink.server.RowBinaryInput;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What some events hold, counted by path and type. One thread. */
final class FieldSample {
    private static final int ALL = 0;
    private static final int UNREADABLE = 1;

    private final Map<String, Map<String, Seen>> fields = new TreeMap<>();
    private long events;
    private long unreadable;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    /** How often, and from when to when. */
    private record Seen(long events, long first, long last) {
        Seen plus(Seen other) {
            return new Seen(events + other.events, Math.min(first, other.first), Math.max(last, other.last));
        }
    }

    /** Adds what {@code sample.sql} gives. */
    FieldSample add(RowBinaryInput in) throws IOException {
        while (in.hasNext()) {
            int kind = (int) in.number();
            String path = in.text();
            String type = in.text();
            add(kind, path, type, new Seen(in.number(), in.number(), in.number()));
        }
        return this;
    }

    private void add(int kind, String path, String type, Seen seen) {
        if (kind == UNREADABLE) {
            unreadable += seen.events();
        } else if (kind != ALL) {
            fields.computeIfAbsent(path, key -> new TreeMap<>()).merge(type, seen, Seen::plus);
        } else if (seen.events() > 0) {
            events += seen.events();
            first = Math.min(first, seen.first());
            last = Math.max(last, seen.last());
        }
    }

    static FieldSample together(Collection<FieldSample> samples) {
        FieldSample all = new FieldSample();
        for (FieldSample sample : samples) {
            sample.fields.forEach(
                    (path, types) -> types.forEach((type, seen) -> all.add(UNREADABLE + 1, path, type, seen)));
            all.add(UNREADABLE, "", "", new Seen(sample.unreadable, 0, 0));
            all.add(ALL, "", "", new Seen(sample.events, sample.first, sample.last));
        }
        return all;
    }

    boolean isEmpty() {
        return events == 0;
    }

    long events() {
        return events;
    }

    long unreadable() {
        return unreadable;
    }

    /** In microseconds. */
    long first() {
        return first;
    }

    /** In microseconds. */
    long last() {
        return last;
    }

    long readable() {
        return events - unreadable;
    }

    List<EventTypeFields.Field> fields() {
        return fields.keySet().stream().map(this::field).toList();
    }

    boolean has(String path) {
        return fields.containsKey(path);
    }

    EventTypeFields.Field field(String path) {
        Map<String, Seen> types = fields.getOrDefault(path, Map.of());
        Seen all = types.values().stream().reduce(Seen::plus).orElse(new Seen(0, 0, 0));
        return new EventTypeFields.Field(
                path,
                types.entrySet().stream()
                        .sorted(Comparator.comparingLong((Map.Entry<String, Seen> type) ->
                                -type.getValue().events()))
                        .map(Map.Entry::getKey)
                        .toList(),
                all.events(),
                readable() == 0 ? 0 : (double) all.events() / readable(),
                EventTime.ofMicros(all.first()),
                EventTime.ofMicros(all.last()));
    }
}
