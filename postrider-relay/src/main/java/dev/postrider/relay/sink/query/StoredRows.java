package dev.postrider.relay.sink.query;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.SqlFile;
import java.time.Duration;
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

    private final ClickHouseSettings settings;
    private final Set<EventField> fields;

    /** @param identity those of the columns that make an event's identity which keep what is written to them */
    public StoredRows(ClickHouseSettings settings, Set<EventField> identity) {
        this.settings = settings;
        this.fields = identity;
    }

    /**
     * Which of these rows are stored; empty if the table does not keep what tells events apart.
     *
     * @throws SinkException if the replica that was asked lags behind, or can't be asked
     */
    public Optional<BitSet> of(Client client, String outbox, EventIdentities events, BitSet rows) throws SinkException {
        return of(new CurrentReplica(client, settings), client, outbox, events, rows);
    }

    /** The same with those that the replica reads and may drop again: as long as it has them, they are not lost. */
    public Optional<BitSet> seen(Client client, String outbox, EventIdentities events, BitSet rows)
            throws SinkException {
        return of(new CurrentReplica(client, settings).withWhatIsInDoubt(), client, outbox, events, rows);
    }

    private Optional<BitSet> of(
            CurrentReplica replica, Client client, String outbox, EventIdentities events, BitSet rows)
            throws SinkException {
        if (!fields.contains(EventField.EVENT_ID) || !fields.contains(EventField.EVENT_DATE_TIME)) {
            return Optional.empty();
        }
        // No longer than a question may be silent: whoever asks asks again.
        return Optional.of(
                replica.ask(Duration.ZERO, session -> stored(new Asking(client, session, outbox), events, rows)));
    }

    private record Asking(Client client, QuerySettings session, String outbox) {}

    private BitSet stored(Asking asking, EventIdentities events, BitSet rows) {
        BitSet stored = new BitSet();
        Map<Long, Integer> asked = new HashMap<>();
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (asked.size() == IDS_AT_ONCE || asked.containsKey(events.eventId(row))) {
                ask(asking, events, asked, stored);
                asked.clear();
            }
            asked.put(events.eventId(row), row);
        }
        if (!asked.isEmpty()) {
            ask(asking, events, asked, stored);
        }
        return stored;
    }

    private void ask(Asking asking, EventIdentities events, Map<Long, Integer> asked, BitSet stored) {
        long first = asked.values().stream().mapToLong(events::time).min().orElseThrow();
        long last = asked.values().stream().mapToLong(events::time).max().orElseThrow();
        String question = STORED.replace("{table}", settings.table())
                .replace("{outbox_too}", fields.contains(EventField.OUTBOX) ? "AND outbox = {outbox:String}" : "")
                .replace("{ids}", asked.keySet().stream().map(Object::toString).collect(Collectors.joining(",")));
        Map<String, Object> parameters = new HashMap<>(Map.of("first", first, "last", last));
        if (fields.contains(EventField.OUTBOX)) {
            parameters.put("outbox", asking.outbox());
        }
        asking.session().serverSetting("max_query_size", Integer.toString(QUESTION_BYTES));
        for (GenericRecord found : asking.client().queryAll(question, parameters, asking.session())) {
            Integer row = asked.get(found.getLong("id"));
            if (row != null && events.time(row) == found.getLong("time")) {
                stored.set(row);
            }
        }
    }
}
