package dev.postrider.relay.sink.table;

import com.clickhouse.client.api.Client;
import dev.postrider.relay.batch.Division;
import dev.postrider.relay.batch.PartitionBound;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.TableEngine;
import dev.postrider.relay.sink.table.TableColumns.TableColumn;
import dev.postrider.relay.sql.SqlFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table on the server: looked at, and made if it is missing. */
public final class EventLogTable {
    private static final Logger log = LoggerFactory.getLogger(EventLogTable.class);

    private static final String CREATE = SqlFile.text(EventLogTable.class, "event_log.sql");
    private static final String COLUMNS = SqlFile.text(EventLogTable.class, "columns.sql");
    private static final String IDENTITY_COLUMNS = SqlFile.text(EventLogTable.class, "identity_columns.sql");
    private static final String DEFINITION = SqlFile.text(EventLogTable.class, "definition.sql");
    private static final String UUID = SqlFile.text(EventLogTable.class, "uuid.sql");
    private static final String TABLE = SqlFile.text(EventLogTable.class, "table_facts.sql");
    private static final String SETTINGS = SqlFile.text(EventLogTable.class, "settings.sql");

    private static final int UNKNOWN_TABLE = 60;
    private static final Pattern DAYS =
            Pattern.compile("\\b(toYYYYMMDD|toDate|toDate32|toStartOfDay)\\(event_date_time");
    private static final Pattern MONTHS = Pattern.compile("\\b(toYYYYMM|toStartOfMonth)\\(event_date_time");

    private final ClickHouseSettings settings;

    public EventLogTable(ClickHouseSettings settings) {
        this.settings = settings;
    }

    /**
     * What the server has of the settings that promises rest on.
     *
     * @param onReplicas whether several replicas keep the table
     */
    public Map<String, String> promises(Client client, boolean onReplicas) {
        Map<String, String> wanted = new LinkedHashMap<>(InsertPromises.wanted());
        if (onReplicas) {
            wanted.putAll(ReplicaPromises.of(settings.inserts()));
        }
        Set<String> known = client.queryAll(SETTINGS, Map.of("names", String.join(",", wanted.keySet()))).stream()
                .map(row -> row.getString("name"))
                .collect(Collectors.toSet());
        return InsertPromises.knownTo(known, wanted);
    }

    /**
     * The columns to write, of the table as it is or as it was made now.
     *
     * @param acceptedBefore what the event log was like when it last took events, as {@link #definition} tells it; null if none
     *     is known. Then a table that is missing was renamed, or is lost, and an empty one in its place would hide that
     */
    public RowLayout layout(Client client, @Nullable String acceptedBefore) throws SinkException {
        List<TableColumn> columns = columns(client);
        if (columns.isEmpty()) {
            if (acceptedBefore != null && acceptedBefore.startsWith("CREATE TABLE " + qualifiedName() + " ")) {
                throw new SinkException(
                        "the event log " + qualifiedName() + " is gone, and took events before: it is"
                                + " waited for, and not made anew; the statement that makes it is printed by postrider doctor",
                        UNKNOWN_TABLE);
            }
            client.queryAll(create(settings));
            columns = columns(client);
            log.atInfo().addKeyValue("table", qualifiedName()).log("created the event log");
        }
        DedupWindow.requireOnReplicas(client, parameters());
        return TableColumns.layout(qualifiedName(), columns);
    }

    /** Why rows can't be written to the table as it is now; null if they can, or if there is none. */
    @Nullable
    String unfit(Client client) {
        List<TableColumn> columns = columns(client);
        try {
            if (!columns.isEmpty()) {
                RowLayout unused = TableColumns.layout(qualifiedName(), columns);
                DedupWindow.requireOnReplicas(client, parameters());
            }
            return null;
        } catch (UnfitTableException e) {
            return e.getMessage();
        }
    }

    /** Those of the columns that make an event's identity which keep what is written to them. */
    public Set<EventField> identity(Client client) {
        Set<String> kept = client.queryAll(IDENTITY_COLUMNS, parameters()).stream()
                .map(row -> row.getString("name"))
                .collect(Collectors.toSet());
        return Stream.of(EventField.values())
                .filter(field -> kept.contains(field.column()))
                .collect(Collectors.toSet());
    }

    /**
     * How the table is kept.
     *
     * @param definition the engine with all that the table's definition says of it
     */
    public record Storage(String engine, String definition, String partitionKey) {
        /** Whether several servers keep it, so that an error of one says nothing of the others. */
        public boolean isOnReplicas() {
            return TableEngine.areReplicas(engine) || engine.equals("Distributed");
        }

        /** Whether each row stays as it was written, but for those that a {@code TTL} drops. */
        public boolean keepsRowsApart() {
            return engine.matches("(Replicated|Shared)?MergeTree");
        }

        /**
         * How many partitions an insert may reach, as far as they are months or days; null otherwise.
         *
         * @param most so many
         */
        public @Nullable PartitionBound bound(int most) {
            if (DAYS.matcher(partitionKey).find()) {
                return new PartitionBound(Division.Way.DAYS, most);
            }
            return MONTHS.matcher(partitionKey).find() ? new PartitionBound(Division.Way.MONTHS, most) : null;
        }
    }

    /** Which table it is among replicas; one that is gone is none. */
    public TableKey key(Client client) {
        String engine = storage(client).engine();
        if (!engine.startsWith("Replicated")) {
            return new TableKey(engine, uuid(client), null);
        }
        return new TableKey(
                engine,
                "",
                client.queryAll(ReplicaStatus.SQL, parameters()).stream()
                        .map(ReplicaStatus::of)
                        .findFirst()
                        .orElse(null));
    }

    private String uuid(Client client) {
        return client.queryAll(UUID, parameters()).stream()
                .map(row -> row.getString("uuid"))
                .collect(Collectors.joining());
    }

    /** How the table is kept; one that is gone meanwhile is kept in no way. */
    public Storage storage(Client client) {
        return client.queryAll(TABLE, parameters()).stream()
                .map(row -> new Storage(
                        row.getString("engine"), row.getString("engine_full"), row.getString("partition_key")))
                .findFirst()
                .orElse(new Storage("", "", ""));
    }

    /** The statement that would make the table as it is now, and the views on it; empty if there is none. */
    public String definition(Client client) {
        return client.queryAll(DEFINITION, parameters()).stream()
                .map(row -> row.getString("definition"))
                .collect(Collectors.joining());
    }

    public static String create(ClickHouseSettings settings) {
        return CREATE.replace("{table}", settings.database() + "." + settings.table())
                .replace("{event_json}", settings.json().line())
                .replace("{engine}", settings.newTable().engine().definition())
                .replace("{deduplication}", settings.newTable().engine().deduplication());
    }

    private List<TableColumn> columns(Client client) {
        return client.queryAll(COLUMNS, parameters()).stream()
                .map(TableColumn::of)
                .toList();
    }

    private Map<String, Object> parameters() {
        return Map.of("database", settings.database(), "table", settings.table());
    }

    private String qualifiedName() {
        return settings.database() + "." + settings.table();
    }
}
