package dev.postrider.benchmarks.stage;

import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.devdb.LocalPostgres;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * One PostgreSQL 18 and one ClickHouse engine, started for one scenario and used by nobody else, with clocks. The databases made
 * here are the caller's to close; what is left goes with the servers.
 *
 * <p>Thread-safe. Whoever opens it closes it.
 */
public final class Stage implements AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final Duration SEND_TIMEOUT = Duration.ofMinutes(2);

    private final LocalPostgres postgres;
    private final LocalClickHouse clickHouse;
    private final Length length;
    private final Cpu cpu;
    private final Map<String, String> settings;

    private Stage(LocalPostgres postgres, LocalClickHouse clickHouse, Length length, Map<String, String> more) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.length = length;
        this.cpu = new Cpu(postgres.pid(), clickHouse.pid());
        try (PostgresDatabase database = newDatabase()) {
            this.settings = PostgresSettings.asRunning(database, more);
        }
    }

    /**
     * Starts both servers.
     *
     * @param folder an empty one, for their data
     * @param postgresSettings beyond those of every stage
     */
    public static Stage open(Path folder, Length length, Map<String, String> postgresSettings) {
        LocalPostgres postgres =
                LocalPostgres.start(PostgresSettings.options(folder.resolve("postgres"), postgresSettings));
        try {
            LocalClickHouse clickHouse =
                    LocalClickHouse.start(LocalClickHouse.Options.in(folder.resolve("clickhouse")));
            return new Stage(postgres, clickHouse, length, postgresSettings);
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** What the server says of its settings. */
    public Map<String, String> settings() {
        return settings;
    }

    /** An empty database. */
    public PostgresDatabase newDatabase() {
        return PostgresDatabase.on(postgres);
    }

    /** A database with an empty outbox, ledger and all: migrated. */
    public PostgresDatabase newOutbox() {
        PostgresDatabase database = newDatabase();
        OutboxSchema.migrate(database.dataSource());
        return database;
    }

    /** An empty database of the engine; the relay makes its table there. */
    public ClickHouseDatabase newEventLog() {
        return ClickHouseDatabase.on(clickHouse);
    }

    /** Where a relay delivers to; change single values for a scenario's sake. */
    public ClickHouseSettings target(ClickHouseDatabase eventLog) {
        return ClickHouseSettings.at(eventLog.url())
                .withLogin(eventLog.user(), eventLog.password())
                .withDatabase(eventLog.name())
                .withTimeout(SEND_TIMEOUT);
    }

    /** How long this run may take. */
    public Length length() {
        return length;
    }

    /** CPU-seconds of the servers and of this process. */
    public Cpu cpu() {
        return cpu;
    }

    /** Tells of progress, on standard error. */
    public void say(String line) {
        System.err.println(LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + line);
    }

    /** Stops both servers. */
    @Override
    public void close() {
        try {
            clickHouse.close();
        } finally {
            postgres.close();
        }
    }
}
