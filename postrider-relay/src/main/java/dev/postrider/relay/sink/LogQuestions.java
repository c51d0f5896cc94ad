package dev.postrider.relay.sink;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.postrider.outbox.EventTime;
import dev.postrider.relay.batch.ContentSums;
import dev.postrider.relay.sql.SqlFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The questions about an event log's rows, whatever columns it has. Writes nothing. */
final class LogQuestions {
    private static final String COLUMNS = SqlFile.text(LogQuestions.class, "log_columns.sql");
    private static final String WINDOWS = SqlFile.text(LogQuestions.class, "log_windows.sql");
    private static final String IDS = SqlFile.text(LogQuestions.class, "log_ids.sql");
    private static final String PLACES = SqlFile.text(LogQuestions.class, "log_places.sql");
    private static final String IDENTITIES = SqlFile.text(LogQuestions.class, "log_identities.sql");

    private final Client client;
    private final ClickHouseSettings settings;
    private final LogColumns columns;

    private LogQuestions(Client client, ClickHouseSettings settings, LogColumns columns) {
        this.client = client;
        this.settings = settings;
        this.columns = columns;
    }

    /** Looks at the table's columns as they are now. */
    static LogQuestions about(Client client, ClickHouseSettings settings) throws SinkException {
        Map<String, String> types = types(client, settings);
        if (types.isEmpty()) {
            throw new SinkException("there is no table " + name(settings)
                    + "; a relay makes it at its start, or name another with CLICKHOUSE_EVENT_LOG_TABLE_NAME");
        }
        return new LogQuestions(client, settings, new LogColumns(types));
    }

    static boolean exists(Client client, ClickHouseSettings settings) throws SinkException {
        return !types(client, settings).isEmpty();
    }

    private static Map<String, String> types(Client client, ClickHouseSettings settings) throws SinkException {
        Map<String, Object> parameters = Map.of("database", settings.database(), "table", settings.table());
        return ask(client, settings, COLUMNS, parameters, row -> Map.entry(row.text(), row.text())).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    LogColumns columns() {
        return columns;
    }

    List<LogSums> windows(IdRange range) throws SinkException {
        return ask(WINDOWS, range, LogQuestions::sums);
    }

    List<LogSums> ids(IdRange range) throws SinkException {
        return ask(IDS, range, LogQuestions::sums);
    }

    List<LogPlace> places(IdRange range) throws SinkException {
        return ask(
                PLACES,
                range,
                row -> new LogPlace(
                        row.text(), row.text(), row.number(), EventTime.ofMicros(row.number()), contentSums(row)));
    }

    List<HeldEvent> identities(IdRange range, Collection<Long> ids) throws SinkException {
        String list = ids.stream().map(String::valueOf).collect(Collectors.joining(","));
        return ask(IDENTITIES.replace("{ids}", list), range, row -> new HeldEvent(row.number(), row.number()));
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
            throw new SinkException(
                    "the table " + name(settings) + " has no column event_id: its rows can't be told apart,"
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
        return ask(client, settings, sql, parameters, row);
    }

    private static <T> List<T> ask(
            Client client, ClickHouseSettings settings, String sql, Map<String, Object> parameters, Row<T> row)
            throws SinkException {
        QuerySettings query = new QuerySettings()
                .setFormat(ClickHouseFormat.RowBinary)
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
