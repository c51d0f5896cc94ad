package dev.postrider.relay.sink.query;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.sql.SqlFile;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the event log which events it has stored, by identity. */
public final class StoredRows {
    private static final String STORED = SqlFile.text(StoredRows.class, "stored.sql");

    /** At most 21 characters each, so that a question stays below a megabyte. */
    private static final int IDS_AT_ONCE = 40_000;

    private static final int QUESTION_BYTES = 1024 * 1024;

    private final String table;
    private final Set<EventField> fields;

    /** @param identity those of the columns that make an event's identity which keep what is written to them */
    public StoredRows(String table, Set<EventField> identity) {
        this.table = table;
        this.fields = identity;
    }

    public Optional<BitSet> of(Client client, String outbox, EventIdentities events, BitSet rows) {
        if (!fields.contains(EventField.EVENT_ID) || !fields.contains(EventField.EVENT_DATE_TIME)) {
            return Optional.empty();
        }
        BitSet stored = new BitSet();
        Map<Long, Integer> asked = new HashMap<>();
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (asked.size() == IDS_AT_ONCE || asked.containsKey(events.eventId(row))) {
                ask(client, outbox, events, asked, stored);
                asked.clear();
            }
            asked.put(events.eventId(row), row);
        }
        if (!asked.isEmpty()) {
            ask(client, outbox, events, asked, stored);
        }
        return Optional.of(stored);
    }

    private void ask(Client client, String outbox, EventIdentities events, Map<Long, Integer> asked, BitSet stored) {
        long first = asked.values().stream().mapToLong(events::time).min().orElseThrow();
        long last = asked.values().stream().mapToLong(events::time).max().orElseThrow();
        String question = STORED.replace("{table}", table)
                .replace("{outbox_too}", fields.contains(EventField.OUTBOX) ? "AND outbox = {outbox:String}" : "")
                .replace("{ids}", asked.keySet().stream().map(Object::toString).collect(Collectors.joining(",")));
        Map<String, Object> parameters = new HashMap<>(Map.of("first", first, "last", last));
        if (fields.contains(EventField.OUTBOX)) {
            parameters.put("outbox", outbox);
        }
        QuerySettings settings = new QuerySettings().serverSetting("max_query_size", Integer.toString(QUESTION_BYTES));
        for (GenericRecord found : client.queryAll(question, parameters, settings)) {
            Integer row = asked.get(found.getLong("id"));
            if (row != null && events.time(row) == found.getLong("time")) {
                stored.set(row);
            }
        }
    }
}
