package dev.postrider.relay.sink.query;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.postrider.outbox.EventTime;
import dev.postrider.relay.content.ContentSums;
import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.RowBinaryInput;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.SqlFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The questions about an event log's rows, whatever columns it has; columns and engine are looked at once. Writes nothing. */
public final class EventLogQueries {
    private static final String COLUMNS = SqlFile.text(EventLogQueries.class, "log_columns.sql");
    private static final String WINDOWS = SqlFile.text(EventLogQueries.class, "log_id_windows.sql")
            .replace("{window_ids}", Integer.toString(IdSet.WINDOW_IDS));
    private static final String IDS = SqlFile.text(EventLogQueries.class, "log_ids.sql");
    private static final String PLACES = SqlFile.text(EventLogQueries.class, "log_places.sql");
    private static final String ENGINE = SqlFile.text(EventLogQueries.class, "engine_full.sql");
    private static final String ROW_POLICIES = SqlFile.text(EventLogQueries.class, "row_policies.sql");
    private static final Pattern MERGES_ROWS =
            Pattern.compile("\\w*(Replacing|Collapsing|Summing|Aggregating|Coalescing|Graphite)MergeTree");
    private static final String TIME_IS_UP = SqlFile.text(EventLogQueries.class, "time_is_up.sql");
    private static final String IDENTITIES = SqlFile.text(EventLogQueries.class, "log_identities.sql");

    private final Client client;
    private final ClickHouseSettings settings;
    private final LogColumns columns;
    private final CurrentReplica replica;

    private EventLogQueries(Client client, ClickHouseSettings settings, LogColumns columns) {
        this.client = client;
        this.settings = settings;
        this.columns = columns;
        this.replica = new CurrentReplica(client, settings);
    }

    /** Looks at the table's columns as they are now. */
    public static EventLogQueries about(Client client, ClickHouseSettings settings) throws SinkException {
        List<LogColumn> columns = columns(client, settings);
        if (columns.isEmpty()) {
            throw new SinkException("there is no table " + name(settings)
                    + "; a relay makes it at its start, or name another with CLICKHOUSE_EVENT_LOG_TABLE_NAME");
        }
        return new EventLogQueries(client, settings, new LogColumns(columns));
    }

    public static boolean exists(Client client, ClickHouseSettings settings) throws SinkException {
        return !columns(client, settings).isEmpty();
    }

    private static List<LogColumn> columns(Client client, ClickHouseSettings settings) throws SinkException {
        Map<String, Object> parameters = Map.of("database", settings.database(), "table", settings.table());
        return ask(client, settings, COLUMNS, parameters, row -> new LogColumn(row.text(), row.text(), row.text()));
    }

    public LogColumns columns() {
        return columns;
    }

    public List<LogSums> idWindows(IdRange range) throws SinkException {
        return ask(WINDOWS, range, EventLogQueries::sums);
    }

    public List<LogSums> ids(IdRange range) throws SinkException {
        return ask(IDS, range, EventLogQueries::sums);
    }

    public List<LogPlace> places(IdRange range) throws SinkException {
        return ask(
                PLACES,
                range,
                row -> new LogPlace(
                        row.text(),
                        row.text(),
                        row.number(),
                        EventTime.ofMicros(row.number()),
                        contentSums(row),
                        null));
    }

    public List<StoredEvent> identities(IdRange range, Collection<Long> ids) throws SinkException {
        String list = ids.stream().map(String::valueOf).collect(Collectors.joining(","));
        return ask(IDENTITIES.replace("{ids}", list), range, row -> new StoredEvent(row.number(), row.number()));
    }

    /** What the table may have dropped by itself. */
    public SelfDrops selfDrops() throws SinkException {
        Map<String, Object> table = Map.of("database", settings.database(), "table", settings.table());
        TimeToLive ttl = TimeToLive.of(String.join("", ask(client, settings, ENGINE, table, RowBinaryInput::text)));
        String isUp = ttl.expressions().stream()
                .map(expression -> "(" + expression + ") <= now() + 60")
                .collect(Collectors.joining(" OR "));
        return new SelfDrops(!ttl.isNone(), times -> areUp(isUp, times));
    }

    /** What may keep rows from being seen that were stored, in sentences. */
    public List<String> hiding() throws SinkException {
        Map<String, Object> table = Map.of("database", settings.database(), "table", settings.table());
        List<String> hiding = new ArrayList<>();
        String engine = String.join("", ask(client, settings, ENGINE, table, RowBinaryInput::text));
        Matcher merging = MERGES_ROWS.matcher(engine);
        if (merging.find()) {
            hiding.add(
                    "the table is a " + merging.group() + ", which by itself merges rows of one sorting key into one");
        }
        for (String policy : policies(table)) {
            hiding.add("the row policy " + policy + " may hide rows from the user "
                    + settings.login().user());
        }
        return hiding;
    }

    /** None where the user may not look. */
    private List<String> policies(Map<String, Object> table) throws SinkException {
        try {
            return ask(client, settings, ROW_POLICIES, table, RowBinaryInput::text);
        } catch (SinkException e) {
            if (e.code() == 0) {
                throw e;
            }
            return List.of();
        }
    }

    private List<Boolean> areUp(String isUp, List<Instant> times) throws SinkException {
        String micros = times.stream().map(time -> Long.toString(micros(time))).collect(Collectors.joining(","));
        try {
            return ask(
                    client,
                    settings,
                    TIME_IS_UP.replace("{is_up}", isUp).replace("{micros}", micros),
                    Map.of(),
                    row -> row.number() != 0);
        } catch (SinkException e) {
            if (e.code() == 0) {
                throw e;
            }
            // It depends on more than the event's time: then nobody knows.
            return times.stream().map(time -> true).toList();
        }
    }

    private static LogSums sums(RowBinaryInput row) throws IOException {
        return new LogSums(row.number(), row.number(), contentSums(row));
    }

    private static ContentSums contentSums(RowBinaryInput row) throws IOException {
        long[] sums = new long[ContentSums.COLUMNS.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = row.number();
        }
        return ContentSums.of(sums);
    }

    /** A time beyond what the column holds must not be compared with. */
    private static long micros(Instant time) {
        return EventTime.micros(EventTime.nearest(time));
    }

    @FunctionalInterface
    private interface Row<T> {
        T read(RowBinaryInput row) throws IOException;
    }

    private <T> List<T> ask(String question, IdRange range, Row<T> row) throws SinkException {
        if (!columns.hasIds()) {
            throw new SinkException("the table " + name(settings)
                    + " has no column event_id that keeps what is written: its rows can't be told apart,"
                    + " so they can't be compared with what was published. Events delivered from now on have it after:"
                    + " ALTER TABLE " + name(settings) + " ADD COLUMN event_id UInt64, ADD COLUMN outbox"
                    + " LowCardinality(String)");
        }
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("outbox", range.outbox());
        parameters.put("first_id", range.firstId());
        parameters.put("last_id", range.lastId());
        IdRange.Times times = range.times();
        if (times != null) {
            // A column without fractions of a second holds less than the time that was published.
            parameters.put("first_micros", micros(times.first().minus(Duration.ofSeconds(1))));
            parameters.put("last_micros", micros(times.last().plus(Duration.ofSeconds(1))));
        }
        String sql = columns.in(question, settings.table(), new LogColumns.Where(times != null));
        return replica.ask(session -> ask(client, settings, session, sql, parameters, row));
    }

    private static <T> List<T> ask(
            Client client, ClickHouseSettings settings, String sql, Map<String, Object> parameters, Row<T> row)
            throws SinkException {
        return ask(client, settings, new QuerySettings(), sql, parameters, row);
    }

    private static <T> List<T> ask(
            Client client,
            ClickHouseSettings settings,
            QuerySettings with,
            String sql,
            Map<String, Object> parameters,
            Row<T> row)
            throws SinkException {
        QuerySettings query = with.setFormat(ClickHouseFormat.RowBinary)
                // A failure in the middle of the answer is told by its status and does not look like the answer's end.
                .serverSetting("wait_end_of_query", "1")
                // A list of ids is part of the text.
                .serverSetting("max_query_size", Integer.toString(16 * 1024 * 1024));
        try (QueryResponse answer = client.query(sql, parameters, query).get()) {
            RowBinaryInput in = new RowBinaryInput(answer.getInputStream());
            List<T> rows = new ArrayList<>();
            while (in.hasNext()) {
                rows.add(row.read(in));
            }
            return rows;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SinkException(name(settings) + ": interrupted", e);
        } catch (Exception e) {
            throw new SinkException(name(settings) + ": " + OutcomeTable.reason(e), e);
        }
    }

    private static String name(ClickHouseSettings settings) {
        return settings.database() + "." + settings.table();
    }
}
