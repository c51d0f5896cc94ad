package dev.postrider.relay.sink.view;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sink.query.CurrentReplica;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.SqlFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks what the event log's events hold and which views there are, and runs the statements that make and change views. Thread-safe;
 * lives as long as the sink it comes from.
 *
 * <p>Each method throws {@link SinkException} if ClickHouse can't be reached or refuses.
 */
public final class LogViews {
    /** Without them a text that looks like a date becomes one, and an object that says a thing twice says it once. */
    private static final Map<String, String> READING = Map.of(
            "input_format_try_infer_dates", "0",
            "input_format_try_infer_datetimes", "0",
            "input_format_json_try_infer_numbers_from_strings", "0",
            "type_json_skip_duplicated_paths", "0");

    private static final String COLUMNS = SqlFile.text(LogViews.class, "/dev/postrider/relay/sink/table/columns.sql");
    private static final String TABLE = SqlFile.text(LogViews.class, "/dev/postrider/relay/sink/table/table_facts.sql");
    private static final String SETTINGS = SqlFile.text(LogViews.class, "/dev/postrider/relay/sink/table/settings.sql");
    private static final String TYPE_FIELDS = SqlFile.text(LogViews.class, "type_fields.sql");
    private static final String TABLES = SqlFile.text(LogViews.class, "tables.sql");
    private static final String VIEW_COLUMNS = SqlFile.text(LogViews.class, "view_columns.sql");
    private static final String FIRST_DAY = SqlFile.text(LogViews.class, "first_day.sql");
    private static final String OTHER_OUTBOXES = SqlFile.text(LogViews.class, "other_outboxes.sql");

    private final Supplier<Client> client;
    private final ClickHouseSettings settings;

    /** Connects to nothing yet. */
    public LogViews(Supplier<Client> client, ClickHouseSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * A table or view beside the event log.
     *
     * @param comment what its comment says; empty for none
     */
    public record TableBeside(String name, String engine, String comment, String definition) {}

    /**
     * A day on which a rollup has another number of events of a type than the event log.
     *
     * @param day in UTC, as ISO 8601
     * @param there how many the event log has
     * @param counted how many the rollup has
     */
    public record Difference(String day, String eventType, long there, long counted) {}

    /**
     * What the event log is like.
     *
     * @throws SinkException also if there is none
     */
    public LogShape shape() throws SinkException {
        Map<String, Object> log = Map.of("database", settings.database(), "table", settings.table());
        Map<String, String> columns = new LinkedHashMap<>();
        ask(COLUMNS, log).forEach(row -> columns.put(row.getString("name"), row.getString("type")));
        String engine = ask(TABLE, log).stream()
                .map(row -> row.getString("engine_full"))
                .collect(Collectors.joining());
        if (columns.isEmpty()) {
            throw new SinkException("there is no table " + settings.database() + "." + settings.table()
                    + "; a relay makes it at its start, or name another with CLICKHOUSE_EVENT_LOG_TABLE_NAME");
        }
        return new LogShape(settings.database(), settings.table(), columns, engine, reading());
    }

    private Map<String, String> reading() throws SinkException {
        Map<String, String> known = new TreeMap<>();
        for (GenericRecord row : ask(SETTINGS, Map.of("names", String.join(",", READING.keySet())))) {
            known.put(row.getString("name"), READING.getOrDefault(row.getString("name"), "0"));
        }
        return known;
    }

    /**
     * What the contexts of each event type hold, by type.
     *
     * @param since only of events of then or later, by their own time; null for all
     * @param before only of events of before then; null for all
     */
    public List<TypeFields> types(LogShape log, @Nullable Instant since, @Nullable Instant before)
            throws SinkException {
        List<String> conditions = new ArrayList<>();
        if (since != null) {
            conditions.add("event_date_time >= " + micros(since));
        }
        if (before != null) {
            conditions.add("event_date_time < " + micros(before));
        }
        String which = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
        String question = TYPE_FIELDS
                .replace("{json}", log.json())
                .replace("{source}", log.source())
                .replace("{which}", which)
                .replace("{most}", Integer.toString(TypeFields.MOST_FIELDS));
        Map<String, List<GenericRecord>> rows = new TreeMap<>();
        for (GenericRecord row : ask(question, Map.of(), log.reading())) {
            rows.computeIfAbsent(row.getString("type"), type -> new ArrayList<>())
                    .add(row);
        }
        return rows.entrySet().stream()
                .map(type -> fields(type.getKey(), type.getValue()))
                .toList();
    }

    private static String micros(Instant time) {
        return "fromUnixTimestamp64Micro(" + EventTime.micros(EventTime.nearest(time)) + ")";
    }

    private static TypeFields fields(String type, List<GenericRecord> rows) {
        GenericRecord first = rows.get(0);
        List<LogField> fields = first.getLong("fields") == 0
                ? List.of()
                : rows.stream()
                        .map(row -> new LogField(
                                row.getString("path"),
                                List.of(row.getString("types").split("\n"))))
                        .toList();
        return new TypeFields(
                type,
                first.getLong("events"),
                first.getLong("unreadable"),
                fields,
                first.getLong("fields") - fields.size());
    }

    /** The tables and views of the event log's database, by name. */
    public Map<String, TableBeside> tables() throws SinkException {
        Map<String, TableBeside> tables = new TreeMap<>();
        for (GenericRecord row : ask(TABLES, Map.of("database", settings.database()))) {
            String name = row.getString("name");
            tables.put(
                    name,
                    new TableBeside(
                            name, row.getString("engine"), row.getString("comment"), row.getString("definition")));
        }
        return tables;
    }

    /** The columns' types of each view of the event log's database. */
    public Map<String, Map<String, String>> viewColumns() throws SinkException {
        Map<String, Map<String, String>> columns = new HashMap<>();
        for (GenericRecord row : ask(VIEW_COLUMNS, Map.of("database", settings.database()))) {
            columns.computeIfAbsent(row.getString("table"), table -> new TreeMap<>())
                    .put(row.getString("name"), row.getString("type"));
        }
        return columns;
    }

    /** The outboxes, but for one, of which the event log has events; none if it does not keep where they came from. */
    public List<String> otherOutboxes(LogShape log, String outbox) throws SinkException {
        return !log.columns().containsKey("outbox")
                ? List.of()
                : ask(OTHER_OUTBOXES.replace("{log}", log.name()), Map.of("outbox", outbox)).stream()
                        .map(row -> row.getString("name"))
                        .toList();
    }

    /** How many rows a table has. */
    public long rows(LogShape log, String table) throws SinkException {
        return number("SELECT toInt64(count()) AS number FROM " + log.beside(table));
    }

    /** How many events a rollup's table has counted. */
    public long counted(LogShape log, String table) throws SinkException {
        return number("SELECT toInt64(sum(events)) AS number FROM " + log.beside(table));
    }

    private long number(String question) throws SinkException {
        return ask(question, Map.of()).get(0).getLong("number");
    }

    /** How many events a rollup has counted in times before the first event that the event log still has. */
    public long countedBeforeLog(LogShape log, Rollup rollup) throws SinkException {
        return number(rollup.countedBeforeLog(log));
    }

    /** Makes a table that has what the event log has now, and shares its parts. */
    public void copy(LogShape log, String name) throws SinkException {
        run("CREATE TABLE " + log.beside(name) + " CLONE AS " + log.name());
        // a TTL would go on taking rows from it
        run("SYSTEM STOP MERGES " + log.beside(name));
    }

    /** Gives each of two tables the other's name. */
    public void exchange(LogShape log, String one, String other) throws SinkException {
        run("EXCHANGE TABLES " + log.beside(one) + " AND " + log.beside(other));
    }

    /** Gives a table another name. */
    public void rename(LogShape log, String table, String name) throws SinkException {
        run("RENAME TABLE " + log.beside(table) + " TO " + log.beside(name));
    }

    /** Drops a view; its table stays. */
    public void dropView(LogShape log, String view) throws SinkException {
        run("DROP VIEW " + log.beside(view) + " SYNC");
    }

    /** Drops a table, however large it is. */
    public void dropTable(LogShape log, String table) throws SinkException {
        run("DROP TABLE " + log.beside(table) + " SYNC SETTINGS max_table_size_to_drop = 0");
    }

    /** The rollups that Postrider has made of the event log, the finest first; filled or not. */
    public List<Rollup> rollups(LogShape log) throws SinkException {
        Map<String, TableBeside> there = tables();
        return Stream.of(Rollup.values())
                .filter(rollup -> {
                    TableBeside table = there.get(rollup.table(log));
                    return table != null
                            && (table.comment().equals(rollup.comment(log))
                                    || table.comment().equals(rollup.unfilledComment(log)));
                })
                .toList();
    }

    /** The day of the first event that the event log has, in UTC as ISO 8601; empty if it has none. */
    public String firstDay(LogShape log) throws SinkException {
        return ask(FIRST_DAY.replace("{log}", log.name()), Map.of()).get(0).getString("day");
    }

    /** Where a rollup differs from the event log, the newest days first, at most 1000. A replica is asked that has all of both. */
    public List<Difference> differences(LogShape log, Rollup rollup) throws SinkException {
        Client one = client.get();
        return new CurrentReplica(one, settings)
                .and(rollup.table(log)).ask(session -> ask(one, rollup.differences(log), Map.of(), session)).stream()
                        .map(row -> new Difference(
                                row.getString("day"),
                                row.getString("type"),
                                row.getLong("there"),
                                row.getLong("counted")))
                        .toList();
    }

    /** Runs a statement that makes or changes something. */
    public void run(String statement) throws SinkException {
        ask(statement, Map.of());
    }

    private List<GenericRecord> ask(String statement, Map<String, Object> parameters) throws SinkException {
        return ask(statement, parameters, Map.of());
    }

    private List<GenericRecord> ask(String statement, Map<String, Object> parameters, Map<String, String> with)
            throws SinkException {
        QuerySettings query = new QuerySettings();
        with.forEach(query::serverSetting);
        return ask(client.get(), statement, parameters, query);
    }

    private List<GenericRecord> ask(Client one, String statement, Map<String, Object> parameters, QuerySettings query)
            throws SinkException {
        // a failure in the middle is told by its status
        query.serverSetting("wait_end_of_query", "1");
        try {
            return one.queryAll(statement, parameters, query);
        } catch (RuntimeException e) {
            throw new SinkException(settings.endpoint() + "/" + settings.database() + ": " + OutcomeTable.reason(e), e);
        }
    }
}
