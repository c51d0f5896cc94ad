package dev.postrider.benchmarks.held;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.benchmarks.plain.PlainEventLog;
import dev.postrider.benchmarks.stage.Backends;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.net.URI;
import java.time.Duration;

/** A relay in a process of its own, so that its CPU time is known apart from the writers'. Whoever starts it closes it. */
final class RelayProcess implements AutoCloseable {
    /** All three look this often for new events when there are few. */
    static final Duration PAUSE = Duration.ofMillis(100);

    private static final String APPLICATION = "held relay";
    private static final Duration START_WITHIN = Duration.ofSeconds(30);

    private final ChildJvm process;
    private final Stage stage;
    private final Backends backends;

    private RelayProcess(ChildJvm process, Stage stage, PostgresDatabase outbox) {
        this.process = process;
        this.stage = stage;
        this.backends = new Backends(stage, outbox, APPLICATION);
    }

    /** Starts it; returns when it has begun to work. */
    static RelayProcess start(Contender contender, Stage stage, PostgresDatabase outbox, ClickHouseDatabase eventLog) {
        ChildJvm process = ChildJvm.of(RelayProcess.class)
                // As it would run, and not as a test does.
                .withJvmArguments("-XX:TieredStopAtLevel=4", "-Xmx256m")
                .withArguments(
                        contender.name(),
                        outbox.jdbcUrl() + "&ApplicationName=" + APPLICATION.replace(" ", "%20"),
                        eventLog.url().toString(),
                        eventLog.user(),
                        eventLog.password(),
                        eventLog.name())
                .start();
        try {
            process.awaitLine("^working$", START_WITHIN);
            return new RelayProcess(process, stage, outbox);
        } catch (RuntimeException | AssertionError e) {
            process.close();
            throw e;
        }
    }

    /** CPU-seconds so far of the process itself. */
    double jvmSeconds() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the relay has ended: " + process.lines());
        }
        return stage.cpu().of(process.pid());
    }

    /** CPU-seconds since the start of the server's processes that work for it. */
    double backendSeconds() {
        backends.look();
        return backends.seconds();
    }

    @Override
    public void close() {
        process.close();
    }

    /** The process: works until it is killed. */
    public static void main(String[] args) throws Exception {
        Contender contender = Contender.valueOf(args[0]);
        String jdbcUrl = args[1];
        switch (contender) {
            case POSTRIDER -> postrider(jdbcUrl, args);
            case SKIP_LOCKED -> work(RowRelay.skipLocked(), jdbcUrl, args);
            case STATUS -> work(RowRelay.status(), jdbcUrl, args);
        }
    }

    private static void work(RowRelay relay, String jdbcUrl, String[] args) throws Exception {
        try (PlainEventLog eventLog = PlainEventLog.open(args[2], args[3], args[4], args[5])) {
            System.out.println("working");
            relay.work(jdbcUrl, eventLog, PAUSE);
        }
    }

    private static void postrider(String jdbcUrl, String[] args) throws InterruptedException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(5);
        config.setMinimumIdle(0);
        ClickHouseSettings target = ClickHouseSettings.at(URI.create(args[2]))
                .withLogin(args[3], args[4])
                .withDatabase(args[5])
                .withEventJson(EventJson.NONE);
        try (HikariDataSource pool = new HikariDataSource(config);
                Relay relay = new Relay(
                        pool,
                        ClickHouseSink.create(target),
                        RelaySettings.defaults().withMaxWait(PAUSE),
                        RelayListener.none())) {
            relay.start();
            System.out.println("working");
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
