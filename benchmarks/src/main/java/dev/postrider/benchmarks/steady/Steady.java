package dev.postrider.benchmarks.steady;

import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.scenario.Scenario;
import dev.postrider.benchmarks.stage.Backends;
import dev.postrider.benchmarks.stage.CpuSeconds;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Window;
import dev.postrider.benchmarks.stage.Writers;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Two writers flat out, in turns without a relay and with one in a process of its own, at its default settings. */
public final class Steady extends Scenario {
    static final String WITHOUT = "no relay";
    static final String WITH = "with a relay";

    private static final int WRITERS = 2;
    private static final double MICROS = 1e6;

    public Steady() {
        super(
                "steady",
                "What does delivery take from those who publish as fast as they can, and what does it leave behind?");
    }

    @Override
    public Result run(Stage stage) throws Exception {
        try (PostgresDatabase outbox = stage.newOutbox();
                ClickHouseDatabase eventLog = stage.newEventLog()) {
            Run run = new Run(stage, outbox, eventLog);
            Map<String, Callable<Turn>> contenders = new LinkedHashMap<>();
            contenders.put(WITHOUT, run::withoutRelay);
            contenders.put(WITH, run::withRelay);
            Rounds<Turn> turns = Rounds.take(stage, contenders);
            run.deliverTheRest();
            RowCheck.expected(outbox).compare(eventLog, "event_log");
            return new SteadyResult(turns, Remains.of(outbox), run.seconds()).result();
        }
    }

    /** What the writers publish. */
    record UserCreated(String email, String firstName, String lastName, long plan, List<String> tags) {}

    /** One outbox for all turns, which grows. */
    private record Run(Stage stage, PostgresDatabase outbox, ClickHouseDatabase eventLog) {

        int seconds() {
            return stage.length().pick(2, 8, 60);
        }

        Turn withoutRelay() throws InterruptedException, SQLException {
            try (Writers writers = startWriters()) {
                // The first transactions plan and open.
                Thread.sleep(1_000);
                long publishedBefore = writers.committed();
                Window window = new Window(stage);
                Thread.sleep(seconds() * 1_000L);
                return turn(writers.committed() - publishedBefore, window.seconds(), window.cpu(), Turn.Relay.NONE);
            }
        }

        Turn withRelay() throws InterruptedException, SQLException {
            try (RelayProcess relay = RelayProcess.telling(outbox, eventLog)) {
                awaitNothingWaits();
                try (Writers writers = startWriters()) {
                    relay.awaitLag();
                    Thread.sleep(1_000);
                    return measured(relay, writers);
                } finally {
                    relay.end();
                }
            }
        }

        private Turn measured(RelayProcess relay, Writers writers) {
            Backends backends = new Backends(stage, outbox, RelayProcess.APPLICATION_NAME);
            long publishedBefore = writers.committed();
            long deliveredBefore = delivered();
            Window window = new Window(stage, relay.pid());
            List<Double> lags = new ArrayList<>();
            for (int second = 0; second < seconds(); second++) {
                lags.add(relay.awaitLag());
                backends.look();
            }
            double seconds = window.seconds();
            long published = writers.committed() - publishedBefore;
            CpuSeconds used = window.cpu();
            double jvm = window.process();
            long delivered = Math.max(1, delivered() - deliveredBefore);
            return turn(
                    published,
                    seconds,
                    used,
                    new Turn.Relay(
                            backends.seconds() * MICROS / delivered,
                            jvm * MICROS / delivered,
                            delivered / seconds,
                            lags));
        }

        private static Turn turn(long published, double seconds, CpuSeconds used, Turn.Relay relay) {
            return new Turn(
                    published / seconds,
                    used.postgres() * MICROS / published,
                    used.clickHouse() * MICROS / published,
                    relay);
        }

        void deliverTheRest() throws InterruptedException {
            try (RelayProcess relay = RelayProcess.telling(outbox, eventLog)) {
                awaitNothingWaits();
                relay.end();
            }
        }

        private Writers startWriters() throws SQLException {
            Outbox library = Outbox.create(OutboxSettings.defaults().withEnvironment("Benchmark"));
            return Writers.start(outbox, WRITERS, Writers.FLAT_OUT, Long.MAX_VALUE, (connection, n, intended) -> {
                connection.setAutoCommit(false);
                library.publish(
                        connection,
                        new UserCreated(
                                "user" + n + "@example.com", "First" + n, "Last" + n, n % 5, List.of("a", "b")));
                connection.commit();
            });
        }

        private void awaitNothingWaits() throws InterruptedException {
            long published = Long.parseLong(outbox.queryOne("SELECT count(*) FROM postrider.event_outbox"));
            while (delivered() < published) {
                Thread.sleep(100);
            }
        }

        private long delivered() {
            return Long.parseLong(outbox.queryOne("SELECT COALESCE(max(total_rows), 0) FROM postrider.relay_batch"));
        }
    }
}
