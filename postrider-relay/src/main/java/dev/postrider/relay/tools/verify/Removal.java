package dev.postrider.relay.tools.verify;

import dev.postrider.relay.batch.ShardKey;
import dev.postrider.relay.batch.Shards;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.query.IdRange;
import dev.postrider.relay.sink.query.LogPlace;
import dev.postrider.relay.sink.query.StoredEvent;
import dev.postrider.relay.sink.server.Literal;
import dev.postrider.relay.sink.server.SinkException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The statements that would take away what an id window has too much of: what was never delivered, and what is there too often.
 * For people, who run them or not. Of several shards each statement names its own. One thread.
 */
final class Removal {
    private static final int IDS_IN_A_STATEMENT = 1_000;
    private static final int IDS_LOOKED_UP = 10;

    private final EventLog log;
    private final String outbox;
    private final IdWindowDifference difference;
    private final List<EventLog> shards;
    private final ShardKey key;
    private final long base;

    /** @param key what says on which shard an event belongs */
    Removal(EventLog log, String outbox, IdWindowDifference difference, ShardKey key) {
        this.log = log;
        this.outbox = outbox;
        this.difference = difference;
        this.shards = log.shards();
        this.key = key;
        this.base = IdWindow.firstId(difference.window());
    }

    List<String> statements() throws SinkException {
        List<String> statements = new ArrayList<>();
        if (difference.doubled().size() > 0) {
            for (EventLog shard : shards) {
                for (String partition : partitions(shard)) {
                    statements.add("OPTIMIZE TABLE " + log.table() + " PARTITION ID " + Literal.of(partition)
                            + " FINAL DEDUPLICATE BY outbox, event_type, event_date_time, event_id"
                            + (shards.size() == 1 ? "" : " -- on " + shard.description()));
                }
            }
            statements.addAll(ofOtherShards());
        }
        List<String> extra =
                ids(difference.extra()).stream().map(String::valueOf).toList();
        if (!extra.isEmpty()) {
            statements.add("ALTER TABLE " + log.table() + " DELETE WHERE outbox = " + Literal.of(outbox)
                    + " AND event_id IN (" + String.join(", ", extra) + ")"
                    + (shards.size() == 1 ? "" : " -- on each shard"));
        }
        return statements;
    }

    private List<Long> ids(IdSet some) {
        return some.lowBits().stream()
                .limit(IDS_IN_A_STATEMENT)
                .mapToObj(id -> base + id)
                .toList();
    }

    /** In which a shard has an event more than once. */
    private Set<String> partitions(EventLog shard) throws SinkException {
        Set<String> partitions = new TreeSet<>();
        for (int id :
                difference.doubled().lowBits().stream().limit(IDS_LOOKED_UP).toArray()) {
            List<LogPlace> places = shard.places(outbox, base + id);
            if (places.size() > 1) {
                places.forEach(place -> partitions.add(place.partition()));
            }
        }
        return partitions;
    }

    /** Where an event is on two shards, it is taken from the one where it does not belong, as far as its id tells. */
    private List<String> ofOtherShards() throws SinkException {
        if (shards.size() == 1 || !log.comparison().compared().contains(EventField.EVENT_DATE_TIME)) {
            return List.of();
        }
        List<Long> doubled = ids(difference.doubled());
        Map<StoredEvent, List<Integer>> wheres =
                new TreeMap<>(Comparator.comparingLong(StoredEvent::id).thenComparingLong(StoredEvent::micros));
        for (int i = 0; i < shards.size(); i++) {
            IdRange range = new IdRange(outbox, base, base + IdSet.WINDOW_IDS - 1, null);
            for (StoredEvent event : new HashSet<>(shards.get(i).identities(range, doubled))) {
                wheres.computeIfAbsent(event, key -> new ArrayList<>()).add(i);
            }
        }
        Map<List<Integer>, List<StoredEvent>> surplus = new TreeMap<>(Comparator.comparing(List::toString));
        wheres.forEach((event, on) -> {
            if (on.size() > 1) {
                int home = key.equals(ShardKey.EVENT_ID) ? Shards.of(event.id(), shards.size()) : -1;
                int kept = on.contains(home) ? home : on.get(0);
                on.stream()
                        .filter(shard -> shard != kept)
                        .forEach(shard -> surplus.computeIfAbsent(List.of(shard, kept), key -> new ArrayList<>())
                                .add(event));
            }
        });
        List<String> statements = new ArrayList<>();
        surplus.forEach((from, events) -> statements.add(delete(events)
                + " -- on " + shards.get(from.get(0)).description() + ", as "
                + shards.get(from.get(1)).description() + " has them too"
                + (key.equals(ShardKey.EVENT_ID) ? "" : "; " + key + " says where they belong")));
        return statements;
    }

    private String delete(List<StoredEvent> events) {
        return "ALTER TABLE " + log.table() + " DELETE WHERE outbox = " + Literal.of(outbox)
                + " AND (event_id, toUnixTimestamp64Micro(event_date_time)) IN ("
                + events.stream()
                        .map(event -> "(" + event.id() + ", " + event.micros() + ")")
                        .collect(Collectors.joining(", "))
                + ")";
    }
}
