package dev.postrider.crashtests;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.status.RelayStatus;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.net.URI;
import java.time.Duration;
import java.util.regex.MatchResult;

/** A relay in a process of its own, to be killed and paused. It prints what it does, a line for each state and batch. */
final class RelayProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final ChildJvm jvm;

    private RelayProcess(ChildJvm jvm) {
        this.jvm = jvm;
    }

    /** Begins to start one; returns at once. */
    static RelayProcess start(PostgresDatabase postgres, ClickHouseDatabase clickHouse, int batchSize) {
        return new RelayProcess(ChildJvm.of(Program.class)
                .withJvmArguments("-Xmx160m")
                .withArguments(
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password(),
                        clickHouse.url().toString(),
                        clickHouse.user(),
                        clickHouse.password(),
                        clickHouse.name(),
                        Integer.toString(batchSize))
                .start());
    }

    /** Waits until it is ready to deliver: active or standing by. */
    void awaitReady() {
        jvm.awaitLine("^STATE (ACTIVE|STANDBY)", START);
    }

    /** Waits until it is active once more, and gives the fence. */
    long awaitActive(Duration within) {
        return fence(jvm.awaitLine("^STATE ACTIVE (\\d+)", within));
    }

    /** Waits until it stands by once more. */
    void awaitStandby(Duration within) {
        jvm.awaitLine("^STATE STANDBY", within);
    }

    private static long fence(MatchResult line) {
        return Long.parseLong(line.group(1));
    }

    /** Whether this process holds the lease, going by the name in it. */
    boolean owns(String owner) {
        return owner.contains("/" + jvm.pid() + "/");
    }

    ChildJvm jvm() {
        return jvm;
    }

    void kill() {
        jvm.kill();
    }

    @Override
    public void close() {
        jvm.close();
    }

    /** What the process runs. */
    static final class Program {
        private Program() {}

        /** Arguments: JDBC URL, user, password, ClickHouse URL, user, password, database, batch size. */
        public static void main(String[] args) {
            ClickHouseSettings target = ClickHouseSettings.at(URI.create(args[3]))
                    .withLogin(args[4], args[5])
                    .withDatabase(args[6]);
            RelaySettings settings = RelaySettings.defaults()
                    .withMaxWait(Duration.ofMillis(50))
                    .withBackoff(Duration.ofMillis(50), Duration.ofSeconds(1))
                    .withBatchSize(Integer.parseInt(args[7]));
            RelayListener printer = new Printer();
            new Relay(OutboxFixture.pool(args[0], args[1], args[2]), ClickHouseSink.create(target), settings, printer)
                    .start();
        }
    }

    private static final class Printer implements RelayListener {
        @Override
        public void stateChanged(RelayStatus before, RelayStatus now) {
            System.out.println("STATE " + now.state() + (now.state() == RelayState.ACTIVE ? " " + now.fence() : ""));
        }

        @Override
        public void batchDelivered(BatchReport report) {
            System.out.println("BATCH " + report.batchNo() + " " + report.rows());
        }
    }
}
