package dev.postrider.relay.sink;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import dev.postrider.outbox.EventTime;
import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.sink.insert.AtWork;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.ServerVersion;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.VersionCheck;
import dev.postrider.relay.sink.table.EventLogTable;
import dev.postrider.relay.sink.table.InsertPromises;
import dev.postrider.relay.sink.table.ReplicaStatus;
import dev.postrider.relay.sink.table.TableColumns;
import dev.postrider.relay.sink.table.TableColumns.TableColumn;
import dev.postrider.relay.sink.table.UnfitTableException;
import dev.postrider.relay.sql.SqlFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What ClickHouse and the event log are like, apart from the events: what a doctor wants to know. Writes nothing, and makes no
 * table. Thread-safe; lives as long as the sink it comes from.
 *
 * <p>Each method asks on its own and throws {@link SinkException} if ClickHouse can't be reached or refuses the question: some
 * of the tables that are asked belong to newer servers, or need rights.
 */
public final class EventLogFacts {
    private static final String SERVER = SqlFile.text(EventLogFacts.class, "server_facts.sql");
    private static final String TABLE = SqlFile.text(EventLogTable.class, "table_facts.sql");
    private static final String COLUMNS = SqlFile.text(EventLogTable.class, "columns.sql");
    private static final String JSON_COLUMNS = SqlFile.text(EventLogFacts.class, "json_columns.sql");
    private static final String MERGE_TREE_SETTINGS = SqlFile.text(EventLogFacts.class, "merge_tree_settings.sql");
    private static final String VIEWS = SqlFile.text(EventLogFacts.class, "views.sql");
    private static final String INSERT_SETTINGS = SqlFile.text(EventLogFacts.class, "insert_settings.sql");
    private static final String GRANT = SqlFile.text(EventLogFacts.class, "grant.sql");
    private static final String DISKS = SqlFile.text(EventLogFacts.class, "disks.sql");
    private static final String PARTS = SqlFile.text(EventLogFacts.class, "parts.sql");

    /** What a server answers to a question that came after it. */
    private static final int SYNTAX_ERROR = 62;

    private static final Pattern TARGET =
            Pattern.compile("\\sTO\\s+(?:`?([^`.\\s(]+)`?\\.)?`?([^`\\s(]+)`?", Pattern.CASE_INSENSITIVE);

    private final Supplier<Client> client;
    private final ClickHouseSettings settings;
    private final AtWork atWork;

    EventLogFacts(ServerEventLog.Source source) {
        this.client = source.client();
        this.settings = source.settings();
        this.atWork = source.atWork();
    }

    /** The server's version, its clock, and the user that the relay is to it. */
    public record Server(String version, Instant clock, String user) {}

    /**
     * A table and how it drops a batch that comes again.
     *
     * @param name with its database
     * @param engine its name alone
     * @param replicated whether its replicas keep the window together
     * @param window how many inserts it remembers; 0 for none
     * @param windowSeconds how long it remembers them; 0 without a limit
     */
    public record Table(
            String name, String engine, boolean replicated, long window, long windowSeconds, String partitionKey) {
        /** Whether it is of the family that keeps its data in parts. */
        public boolean isMergeTree() {
            return engine.endsWith("MergeTree");
        }
    }

    /**
     * A materialized view that reads from the event log.
     *
     * @param target where it writes; null if that can't be found out
     */
    public record View(String name, @Nullable Table target) {
        /** Whether what it writes to drops a repetition as long as the event log does. */
        public boolean dropsWhat(Table log) {
            return target != null && target.window() > 0 && target.window() >= log.window();
        }
    }

    /**
     * A setting that the relay sends with each insert.
     *
     * @param wanted what the relay sends
     * @param value what it would be otherwise; null if the server doesn't know it
     * @param fixed whether the user may not change it
     */
    public record InsertSetting(
            String name, String wanted, @Nullable String value, boolean fixed) {}

    /** A disk of the server, in bytes. */
    public record Disk(String name, String path, long free, long total) {}

    /**
     * The event log's parts.
     *
     * @param writtenLately partitions that got new parts in the last ten minutes
     * @param inFullestPartition parts of the partition that has most
     */
    public record Parts(long active, long writtenLately, long inFullestPartition) {}

    /** The event log's name with its database. */
    public String name() {
        return settings.database() + "." + settings.table();
    }

    /** Where the event log is, without a password. */
    public String description() {
        return settings.endpoint() + "/" + name();
    }

    /** The server's version, which servers of every age tell. */
    public ServerVersion version() throws SinkException {
        try {
            return VersionCheck.version(client.get());
        } catch (RuntimeException e) {
            throw new SinkException(description() + ": " + OutcomeTable.reason(e), e);
        }
    }

    /** The server. */
    public Server server() throws SinkException {
        GenericRecord row = ask(SERVER, Map.of()).get(0);
        return new Server(
                row.getString("version"), EventTime.ofMicros(row.getLong("micros")), row.getString("user_name"));
    }

    /** The event log; null if there is no such table yet. */
    public @Nullable Table table() throws SinkException {
        return table(settings.database(), settings.table());
    }

    /** The names and types of the columns that can be written; empty if there is no such table yet. */
    public Map<String, String> columns() throws SinkException {
        Map<String, String> types = new TreeMap<>();
        allColumns().stream()
                .filter(column -> !column.isComputed())
                .forEach(column -> types.put(column.name(), column.type()));
        return types;
    }

    /** For each column that is computed, the part of an ALTER that makes it one that can be written. */
    public Map<String, String> computedColumns() throws SinkException {
        Map<String, String> written = new TreeMap<>();
        allColumns().stream()
                .filter(TableColumn::isComputed)
                .forEach(column -> written.put(column.name(), column.written()));
        return written;
    }

    /** The statement that makes the event log. */
    public String create() {
        return EventLogTable.create(settings)
                .lines()
                .filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"));
    }

    /** The database that the event log is in. */
    public String database() {
        return settings.database();
    }

    /** The types of those of the columns {@code event_context} and {@code event_json} that are JSON. */
    public Map<String, String> jsonColumns() throws SinkException {
        Map<String, String> types = new TreeMap<>();
        ask(JSON_COLUMNS, eventLog()).forEach(row -> types.put(row.getString("name"), row.getString("type")));
        return types;
    }

    /** The statement that bounds the columns of {@code event_json} in a table that the relay has made. */
    public String boundEventJson() {
        return "ALTER TABLE " + name() + " MODIFY COLUMN "
                + settings.withEventJson(EventJson.MATERIALIZED).json().definition();
    }

    /** Why events can't be written to the table as it is, and what mends it; null if they can. */
    public @Nullable UnfitTableException unfit() throws SinkException {
        List<TableColumn> columns = allColumns();
        try {
            TableColumns.layout(name(), columns);
            return null;
        } catch (UnfitTableException e) {
            return e;
        }
    }

    /** The materialized views that read from the event log. */
    public List<View> views() throws SinkException {
        List<View> views = new ArrayList<>();
        for (GenericRecord row : ask(VIEWS, eventLog())) {
            views.add(new View(row.getString("database") + "." + row.getString("name"), target(row)));
        }
        return views;
    }

    private @Nullable Table target(GenericRecord view) throws SinkException {
        String database = view.getString("database");
        String definition = view.getString("definition");
        Matcher to = TARGET.matcher(definition.split("\\sAS\\s", 2)[0]);
        if (to.find()) {
            return table(to.group(1) == null ? database : to.group(1), to.group(2));
        }
        Table inner = table(database, ".inner_id." + view.getString("uuid"));
        return inner != null ? inner : table(database, ".inner." + view.getString("name"));
    }

    /** Everything that the relay sends with an insert. */
    public List<InsertSetting> insertSettings() throws SinkException {
        Map<String, String> wanted = InsertPromises.wanted();
        String names = wanted.keySet().stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        Map<String, GenericRecord> found = ask(INSERT_SETTINGS.replace("{names}", names), Map.of()).stream()
                .collect(Collectors.toMap(row -> row.getString("name"), row -> row));
        return wanted.entrySet().stream()
                .map(entry -> {
                    GenericRecord row = found.get(entry.getKey());
                    return new InsertSetting(
                            entry.getKey(),
                            entry.getValue(),
                            row == null ? null : row.getString("value"),
                            row != null && row.getInteger("readonly") != 0);
                })
                .toList();
    }

    /** The replica that answers; null if the event log is not replicated, or its storage is shared. */
    public @Nullable ReplicaStatus replica() throws SinkException {
        Table table = table();
        return table == null || !table.engine().startsWith("Replicated")
                ? null
                : ask(ReplicaStatus.SQL, eventLog()).stream()
                        .map(ReplicaStatus::of)
                        .findFirst()
                        .orElse(null);
    }

    /** Of INSERT and SELECT on the event log, what the user may not; null where the server can't be asked for rights. */
    public @Nullable List<String> missingGrants() throws SinkException {
        return missing(List.of("INSERT", "SELECT"));
    }

    /** The right to let a replica catch up, if the user lacks it; null where the server can't be asked for rights. */
    public @Nullable List<String> missingReplicaGrants() throws SinkException {
        return missing(List.of("SYSTEM SYNC REPLICA"));
    }

    private @Nullable List<String> missing(List<String> rights) throws SinkException {
        List<String> missing = new ArrayList<>();
        for (String right : rights) {
            String grant = right + " ON " + name();
            try {
                GenericRecord answer =
                        client.get().queryAll(GRANT.replace("{grant}", grant)).get(0);
                if (answer.getInteger(1) == 0) {
                    missing.add(grant);
                }
            } catch (RuntimeException e) {
                if (OutcomeTable.code(e) == SYNTAX_ERROR) {
                    return null;
                }
                throw new SinkException(description() + ": " + OutcomeTable.reason(e), e);
            }
        }
        return missing;
    }

    /** Why the server does not tell which inserts it is at work on; null if it does. */
    public @Nullable String hidesInserts() {
        try {
            atWork.find(QueryIds.ofAll());
            return null;
        } catch (SinkException e) {
            return e.getMessage();
        }
    }

    /** The server's disks. */
    public List<Disk> disks() throws SinkException {
        return ask(DISKS, Map.of()).stream()
                .map(row -> new Disk(
                        row.getString("name"), row.getString("path"), row.getLong("free"), row.getLong("total")))
                .toList();
    }

    /** The event log's parts. */
    public Parts parts() throws SinkException {
        GenericRecord row = ask(PARTS, eventLog()).get(0);
        return new Parts(row.getLong("parts"), row.getLong("lately"), row.getLong("fullest"));
    }

    private List<TableColumn> allColumns() throws SinkException {
        return ask(COLUMNS, eventLog()).stream().map(TableColumn::of).toList();
    }

    private @Nullable Table table(String database, String name) throws SinkException {
        List<GenericRecord> rows = ask(TABLE, Map.of("database", database, "table", name));
        if (rows.isEmpty()) {
            return null;
        }
        GenericRecord row = rows.get(0);
        String engine = row.getString("engine");
        boolean replicated = engine.startsWith("Replicated") || engine.startsWith("Shared");
        String definition = row.getString("engine_full");
        boolean mergeTree = engine.endsWith("MergeTree");
        String prefix = replicated ? "" : "non_";
        return new Table(
                database + "." + name,
                engine,
                replicated,
                mergeTree ? setting(definition, prefix + "replicated_deduplication_window") : 0,
                mergeTree && replicated ? setting(definition, "replicated_deduplication_window_seconds") : 0,
                row.getString("partition_key"));
    }

    /** As the table's definition says, or else as the server's default is. */
    private long setting(String definition, String name) throws SinkException {
        Matcher said = Pattern.compile("\\b" + name + "\\s*=\\s*(\\d+)").matcher(definition);
        if (said.find()) {
            return Long.parseLong(said.group(1));
        }
        return ask(MERGE_TREE_SETTINGS, Map.of()).stream()
                .filter(row -> row.getString("name").equals(name))
                .mapToLong(row -> Long.parseLong(row.getString("value")))
                .findFirst()
                .orElse(0);
    }

    private Map<String, Object> eventLog() {
        return Map.of("database", settings.database(), "table", settings.table());
    }

    private List<GenericRecord> ask(String question, Map<String, Object> parameters) throws SinkException {
        try {
            return client.get().queryAll(question, parameters);
        } catch (RuntimeException e) {
            throw new SinkException(description() + ": " + OutcomeTable.reason(e), e);
        }
    }
}
