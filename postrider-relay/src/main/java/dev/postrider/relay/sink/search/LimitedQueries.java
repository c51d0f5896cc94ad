package dev.postrider.relay.sink.search;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.Clients;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.RowBinaryInput;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.Waits;
import dev.postrider.relay.sql.SqlFile;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server under limits, on connections of its own: a long question holds up no other. Where the user may not change
 * settings, the server's own limits count, and the time is kept from here. Thread-safe; lives as long as the sink it comes from.
 */
public final class LimitedQueries implements AutoCloseable {
    private static final String TABLE = SqlFile.text(LimitedQueries.class, "table.sql");
    private static final String PROGRESS = SqlFile.text(LimitedQueries.class, "progress.sql");
    private static final String KILL = "KILL QUERY WHERE query_id = {id:String} ASYNC";

    /** Its text may hold a value of a megabyte, byte by byte. */
    private static final long LONGEST_QUERY = 16L << 20;

    private static final Duration FAMILIAR_FOR = Duration.ofSeconds(5);

    /** A server that keeps the time itself is given this much longer. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private static final Duration BETWEEN_KILLS = Duration.ofMillis(50);
    private static final int KILLS = 60;
    private static final int COPIED_BYTES = 64 * 1024;

    /** May not be changed by this user, or not so far. */
    private static final Set<Integer> NO_SETTINGS = Set.of(164, 452);

    private final ClickHouseSettings settings;
    private volatile boolean maySetNothing;
    private volatile @Nullable Familiar familiar;
    private @Nullable Client client;

    private record Familiar(SearchedTable table, long since) {}

    /** Connects to nothing yet. */
    public LimitedQueries(ClickHouseSettings settings) {
        this.settings = settings;
    }

    /** Takes an answer in. */
    @FunctionalInterface
    public interface Answer<T> {
        /** Reads as much of it as is wanted. */
        T read(RowBinaryInput rows) throws IOException;
    }

    /**
     * A question.
     *
     * @param sql its text, without a format where rows are read
     * @param settings that it needs besides
     * @param limits what it may cost
     * @param running by whom it is cancelled and looked after
     */
    public record Question(String sql, Map<String, String> settings, QueryLimits limits, RunningQuery running) {
        /** One that needs no settings. */
        public Question(String sql, QueryLimits limits, RunningQuery running) {
            this(sql, Map.of(), limits, running);
        }
    }

    /** The server that is asked and its table, for people. */
    public String description() {
        return settings.endpoint() + "/" + settings.database() + "." + settings.table();
    }

    /**
     * What the event log is like, looked at every few seconds.
     *
     * @throws SinkException also if there is none
     */
    public SearchedTable table() throws SinkException {
        Familiar known = familiar;
        if (known != null && System.nanoTime() - known.since() < FAMILIAR_FOR.toNanos()) {
            return known.table();
        }
        SearchedTable found = look();
        familiar = new Familiar(found, System.nanoTime());
        return found;
    }

    private SearchedTable look() throws SinkException {
        Map<String, SearchedTable.Column> columns = new LinkedHashMap<>();
        String sortingKey = "";
        for (GenericRecord row : small(TABLE, Map.of("database", settings.database(), "table", settings.table()))) {
            columns.put(row.getString("name"), new SearchedTable.Column(row.getString("type"), row.getString("kind")));
            sortingKey = row.getString("sorting_key");
        }
        if (columns.isEmpty()) {
            throw new SinkException("there is no table " + settings.database() + "." + settings.table()
                    + "; a relay makes it at its start, or name another with CLICKHOUSE_EVENT_LOG_TABLE_NAME");
        }
        return new SearchedTable(settings.database(), settings.table(), columns, sortingKey);
    }

    private List<GenericRecord> small(String sql, Map<String, Object> parameters) throws SinkException {
        try {
            return client().queryAll(sql, parameters, new QuerySettings().serverSetting("wait_end_of_query", "1"));
        } catch (RuntimeException e) {
            throw new SinkException(description() + ": " + OutcomeTable.reason(e), e);
        }
    }

    /**
     * Asks, and reads the answer's rows. The answer begins when ClickHouse has all of it.
     *
     * @throws QueryEndedException if it was cancelled, or reached a limit
     * @throws SinkException if the server can't be reached, or refuses
     */
    public <T> T ask(Question question, Answer<T> answer) throws SinkException {
        QuerySettings format = new QuerySettings()
                .setFormat(ClickHouseFormat.RowBinary)
                // a failure in the middle is told by its status
                .serverSetting("wait_end_of_query", "1");
        return ask(question, format, response -> answer.read(new RowBinaryInput(response.getInputStream())));
    }

    /**
     * Asks, and writes the answer as it comes, in constant memory.
     *
     * @param question with a format
     * @return how many bytes were written
     * @throws IOException what the stream throws; ClickHouse stops to work on it
     * @throws QueryEndedException if it was cancelled, or reached a limit; what was written is not whole
     * @throws SinkException if the server can't be reached, or fails; what was written is not whole
     */
    public long stream(Question question, OutputStream out) throws SinkException, IOException {
        Target target = new Target(out);
        try {
            return ask(question, new QuerySettings(), response -> target.take(response.getInputStream()));
        } catch (SinkException e) {
            if (target.failure != null) {
                throw target.failure;
            }
            throw e;
        }
    }

    private static final class Target {
        private final OutputStream out;
        private @Nullable IOException failure;

        Target(OutputStream out) {
            this.out = out;
        }

        long take(java.io.InputStream in) throws IOException {
            byte[] some = new byte[COPIED_BYTES];
            long all = 0;
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                try {
                    out.write(some, 0, read);
                } catch (IOException e) {
                    failure = e;
                    throw e;
                }
                all += read;
            }
            return all;
        }
    }

    private interface Reading<T> {
        T read(QueryResponse response) throws IOException;
    }

    private <T> T ask(Question question, QuerySettings format, Reading<T> reading) throws SinkException {
        RunningQuery running = question.running();
        String id = running.begin(this);
        UnderWay underWay = new UnderWay(id, question.limits().longest().plus(GRACE));
        long rows = 0;
        try (QueryResponse response = begin(question, format.setQueryId(id))) {
            T answer = read(response, reading, id);
            rows = response.getReadRows();
            return answer;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw failed(e, question, underWay.isLate);
        } finally {
            underWay.close();
            running.ended(id, rows);
        }
    }

    /**
     * What nobody reads to its end ends in ClickHouse too: closing alone might read on. But closing can't wait for that: ClickHouse
     * answers no KILL as long as the query waits for somebody to take what it has.
     */
    private <T> T read(QueryResponse response, Reading<T> reading, String id) throws IOException {
        try {
            return reading.read(response);
        } catch (IOException | RuntimeException e) {
            CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> kill(id));
            throw e;
        }
    }

    private QueryResponse begin(Question question, QuerySettings with) throws Exception {
        QuerySettings bare = QuerySettings.merge(with, new QuerySettings());
        question.settings().forEach(with::serverSetting);
        if (!maySetNothing) {
            try {
                return client().query(question.sql(), limited(with, question.limits()))
                        .get();
            } catch (Exception e) {
                if (!NO_SETTINGS.contains(OutcomeTable.code(e))) {
                    throw e;
                }
                maySetNothing = true;
            }
        }
        question.running()
                .note("the user " + settings.login().user() + " of " + settings.endpoint()
                        + " may not change settings: the limits of memory and rows are the server's own");
        return client().query(question.sql(), bare).get();
    }

    private static QuerySettings limited(QuerySettings with, QueryLimits limits) {
        long seconds = Math.max(1, limits.longest().plusMillis(999).toSeconds());
        return with.serverSetting("max_execution_time", Long.toString(seconds))
                .serverSetting("max_memory_usage", Long.toString(limits.memoryBytes()))
                .serverSetting("max_rows_to_read", Long.toString(limits.rowsRead()))
                .serverSetting("max_query_size", Long.toString(LONGEST_QUERY));
    }

    /** One that is ended if it takes too long. */
    private final class UnderWay implements AutoCloseable {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private volatile boolean isLate;
        private volatile boolean isClosed;

        UnderWay(String id, Duration longest) {
            CompletableFuture<Void> unused = end.orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS)
                    .whenCompleteAsync((nothing, late) -> {
                        if (late != null) {
                            isLate = true;
                            end(id, () -> !isClosed);
                        }
                    });
        }

        @Override
        public void close() {
            isClosed = true;
            end.complete(null);
        }
    }

    /** Ends a query, also one that the server is only about to begin. */
    void end(String id, BooleanSupplier isUnderWay) {
        for (int i = 0; i < KILLS && isUnderWay.getAsBoolean(); i++) {
            kill(id);
            try {
                Waits.pause(BETWEEN_KILLS);
            } catch (SinkException e) {
                break;
            }
        }
        if (isUnderWay.getAsBoolean()) {
            client().cancelTransportRequest(id);
        }
    }

    private void kill(String id) {
        try {
            small(KILL, Map.of("id", id));
        } catch (SinkException e) {
            // the connection's end is what is left
            client().cancelTransportRequest(id);
        }
    }

    RunningQuery.Progress progress(String id) {
        try {
            return small(PROGRESS, Map.of("id", id)).stream()
                    .findFirst()
                    .map(row -> new RunningQuery.Progress(row.getLong("read"), row.getLong("total")))
                    .orElse(new RunningQuery.Progress(0, 0));
        } catch (SinkException e) {
            return new RunningQuery.Progress(0, 0);
        }
    }

    private SinkException failed(Exception failure, Question question, boolean isLate) {
        if (question.running().isCancelled()) {
            return RunningQuery.cancelled();
        }
        return EndedQuery.read(failure, question.limits(), isLate, description());
    }

    private synchronized Client client() {
        Client known = client;
        if (known == null) {
            known = Clients.searches(settings);
            client = known;
        }
        return known;
    }

    /** Breaks off whatever waits for an answer; what comes next gets connections of its own. */
    public synchronized void breakOff() {
        Client known = client;
        client = null;
        if (known != null) {
            known.close();
        }
    }

    @Override
    public void close() {
        breakOff();
    }
}
