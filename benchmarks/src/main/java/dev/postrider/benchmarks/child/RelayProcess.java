package dev.postrider.benchmarks.child;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.status.RelayStatus;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.net.URI;
import java.time.Duration;

/** A relay with the real sink in a JVM of its own, with a heap of 128 MB. */
public final class RelayProcess implements AutoCloseable {
    /** What its sessions are called in {@code pg_stat_activity}. */
    public static final String SESSIONS = "postrider-relay-process";

    private static final Duration START = Duration.ofSeconds(60);

    private final ChildJvm jvm;

    private RelayProcess(ChildJvm jvm) {
        this.jvm = jvm;
    }

    /** Starts one with default settings but for the longest wait, and returns when it is active. */
    public static RelayProcess start(PostgresDatabase outbox, ClickHouseDatabase eventLog, Duration maxWait) {
        ChildJvm jvm = ChildJvm.of(Program.class)
                // All of the compiler, as in production.
                .withJvmArguments("-Xmx128m", "-XX:TieredStopAtLevel=4")
                .withArguments(
                        outbox.jdbcUrl(),
                        eventLog.url().toString(),
                        eventLog.user(),
                        eventLog.password(),
                        eventLog.name(),
                        Long.toString(maxWait.toMillis()))
                .start();
        RelayProcess relay = new RelayProcess(jvm);
        try {
            jvm.awaitLine("^ACTIVE$", START);
            return relay;
        } catch (RuntimeException | AssertionError e) {
            relay.close();
            throw e;
        }
    }

    /** The process's id. */
    public long pid() {
        return jvm.pid();
    }

    @Override
    public void close() {
        jvm.close();
    }

    /** What the process runs. */
    static final class Program {
        private Program() {}

        /** Arguments: JDBC URL, ClickHouse URL, user, password, database, longest wait in milliseconds. */
        public static void main(String[] args) {
            HikariConfig pool = new HikariConfig();
            pool.setJdbcUrl(args[0]);
            pool.setMaximumPoolSize(6);
            pool.setMinimumIdle(1);
            pool.addDataSourceProperty("ApplicationName", SESSIONS);
            ClickHouseSettings target = ClickHouseSettings.at(URI.create(args[1]))
                    .withLogin(args[2], args[3])
                    .withDatabase(args[4]);
            RelaySettings settings = RelaySettings.defaults().withMaxWait(Duration.ofMillis(Long.parseLong(args[5])));
            RelayListener printer = new Printer();
            Relay relay = new Relay(new HikariDataSource(pool), ClickHouseSink.create(target), settings, printer);
            Runtime.getRuntime().addShutdownHook(new Thread(relay::close));
            relay.start();
        }
    }

    private static final class Printer implements RelayListener {
        @Override
        public void stateChanged(RelayStatus before, RelayStatus now) {
            if (now.state() == RelayState.ACTIVE) {
                System.out.println("ACTIVE");
            }
        }
    }
}
