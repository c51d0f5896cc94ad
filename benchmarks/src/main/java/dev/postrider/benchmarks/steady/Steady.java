package dev.postrider.benchmarks.steady;

import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.Backends;
import dev.postrider.benchmarks.stage.Patience;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Window;
import dev.postrider.benchmarks.stage.Window.Used;
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
    private static final String WITHOUT = "no relay";
    private static final String WITH = "with a relay";

    private static final double RATE_BAR = 0.90;
    private static final double CPU_BAR = 10;

    private static final int WRITERS = 2;

    public Steady() {
        super(
                "steady",
                "What does delivery take from those who publish as fast as they can, and what does it leave behind?");
    }

    @Override
    protected void measure(Stage stage, Measurements findings) throws Exception {
        try (PostgresDatabase outbox = stage.newOutbox();
                ClickHouseDatabase eventLog = stage.newEventLog()) {
            Run run = new Run(stage, outbox, eventLog);
            Map<String, Callable<SteadyRound>> contenders = new LinkedHashMap<>();
            contenders.put(WITHOUT, run::withoutRelay);
            contenders.put(WITH, run::withRelay);
            Rounds<SteadyRound> turns = Rounds.take(stage, contenders);
            run.deliverTheRest();
            RowCheck.expected(outbox).compare(eventLog, "event_log");
            tell(turns, outbox, findings);
            findings.note(
                    "Two writers, each transaction one event of about 180 bytes through the library and a commit on"
                            + " disk; turns of " + run.seconds() + " s.",
                    "The relay is a process of its own with its default settings: batches of 10,000, `max-wait` 1 s."
                            + " Its share of PostgreSQL is the CPU of the processes of its sessions, an event"
                            + " delivered.",
                    "Writers, relay, PostgreSQL and the engine share the machine's cores, so whatever delivery needs is"
                            + " taken from writers that are never idle.");
        }
    }

    private static void tell(Rounds<SteadyRound> turns, PostgresDatabase outbox, Measurements findings)
            throws SQLException {
        String perEvent = "CPU µs/event";
        Figure sessions = turns.figure("PostgreSQL, the relay's sessions", perEvent, WITH, SteadyRound::sessionMicros);
        findings.add(
                turns.figure("writers, no relay", "events/s", WITHOUT, SteadyRound::writerRate),
                turns.figure("writers, with a relay", "events/s", WITH, SteadyRound::writerRate),
                turns.figure("delivered meanwhile", "events/s", WITH, SteadyRound::deliveredRate),
                turns.figure("PostgreSQL, all of it, no relay", perEvent, WITHOUT, SteadyRound::postgresMicros),
                turns.figure("PostgreSQL, all of it, with a relay", perEvent, WITH, SteadyRound::postgresMicros),
                sessions,
                turns.figure("the relay's JVM", perEvent, WITH, SteadyRound::relayMicros),
                turns.figure("engine", perEvent, WITH, SteadyRound::engineMicros),
                turns.figure("lag, the worst of a round", "s", WITH, SteadyRound::worstLag));
        findings.add(Curve.counted(
                "Lag while two writers publish flat out",
                "age of the oldest undelivered event",
                "seconds of the measured turns",
                "s",
                turns.turns(WITH).stream().flatMap(turn -> turn.lags().stream()).toList()));
        double kept = turns.ratio(WITH, WITHOUT, SteadyRound::writerRate);
        findings.add(Goal.atLeast("writers' rate with a relay / without", RATE_BAR, kept));
        Remains.tell(outbox, findings);
        findings.add(Goal.atMost("PostgreSQL's CPU for the relay, µs/event", CPU_BAR, sessions.median()));
    }

    /** What the writers publish. */
    record UserCreated(String email, String firstName, String lastName, long plan, List<String> tags) {}

    /** One outbox for all turns, which grows. */
    private record Run(Stage stage, PostgresDatabase outbox, ClickHouseDatabase eventLog) {

        int seconds() {
            return stage.length().pick(2, 8, 60);
        }

        SteadyRound withoutRelay() throws InterruptedException, SQLException {
            try (Writers writers = startWriters()) {
                // The first transactions plan and open.
                Thread.sleep(1_000);
                long publishedBefore = writers.committed();
                Window window = new Window(stage);
                Thread.sleep(seconds() * 1_000L);
                return new SteadyRound(writers.committed() - publishedBefore, 0, 0, List.of(), window.used());
            }
        }

        SteadyRound withRelay() throws InterruptedException, SQLException {
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

        private SteadyRound measured(RelayProcess relay, Writers writers) {
            Backends backends = new Backends(stage, outbox, RelayProcess.APPLICATION_NAME);
            long publishedBefore = writers.committed();
            long deliveredBefore = RelayRun.acknowledged(outbox);
            Window window = new Window(stage, relay.pid());
            List<Double> lags = new ArrayList<>();
            for (int second = 0; second < seconds(); second++) {
                lags.add(relay.awaitLag());
                backends.look();
            }
            long published = writers.committed() - publishedBefore;
            Used used = window.used();
            long delivered = Math.max(1, RelayRun.acknowledged(outbox) - deliveredBefore);
            return new SteadyRound(published, delivered, backends.seconds(), lags, used);
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
            Patience.await("events acknowledged", published, () -> RelayRun.acknowledged(outbox));
        }
    }
}
