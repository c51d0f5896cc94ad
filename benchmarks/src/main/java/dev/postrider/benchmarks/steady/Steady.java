package dev.postrider.benchmarks.steady;

import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.scenario.Scenario;
import dev.postrider.benchmarks.stage.Backends;
import dev.postrider.benchmarks.stage.CpuSeconds;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Writers;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Two writers flat out, in turns without a relay and with one in a process of its own, at its default settings. */
public final class Steady implements Scenario {
    static final String WITHOUT = "no relay";
    static final String WITH = "with a relay";

    private static final int WRITERS = 2;
    private static final double MICROS = 1e6;

    @Override
    public String name() {
        return "steady";
    }

    @Override
    public String question() {
        return "What does delivery take from those who publish as fast as they can, and what does it leave behind?";
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

    /** One outbox for all turns, which grows. */
    private record Run(Stage stage, PostgresDatabase outbox, ClickHouseDatabase eventLog) {

        int seconds() {
            return stage.length().pick(2, 8, 60);
        }

        Turn withoutRelay() throws InterruptedException {
            try (Writers writers = Writers.start(outbox, WRITERS)) {
                // The first transactions plan and open.
                Thread.sleep(1_000);
                long publishedBefore = writers.published();
                CpuSeconds before = stage.cpu().read();
                long began = System.nanoTime();
                Thread.sleep(seconds() * 1_000L);
                return turn(
                        writers.published() - publishedBefore,
                        (System.nanoTime() - began) / 1e9,
                        stage.cpu().read().since(before),
                        Turn.Relay.NONE);
            }
        }

        Turn withRelay() throws InterruptedException {
            try (RelayProcess relay = startRelay()) {
                awaitNothingWaits();
                try (Writers writers = Writers.start(outbox, WRITERS)) {
                    relay.awaitNewSecond();
                    Thread.sleep(1_000);
                    return measured(relay, writers);
                } finally {
                    relay.end();
                }
            }
        }

        private Turn measured(RelayProcess relay, Writers writers) {
            Backends backends = new Backends(stage, outbox, RelayProcess.APPLICATION_NAME);
            long publishedBefore = writers.published();
            long deliveredBefore = delivered();
            double jvmBefore = stage.cpu().of(relay.pid());
            CpuSeconds before = stage.cpu().read();
            long began = System.nanoTime();
            List<Double> lags = new ArrayList<>();
            for (int second = 0; second < seconds(); second++) {
                lags.add(relay.awaitNewSecond().lagMillis() / 1e3);
                backends.look();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            long published = writers.published() - publishedBefore;
            CpuSeconds used = stage.cpu().read().since(before);
            double jvm = stage.cpu().of(relay.pid()) - jvmBefore;
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
            try (RelayProcess relay = startRelay()) {
                awaitNothingWaits();
                relay.end();
            }
        }

        private RelayProcess startRelay() {
            return RelayProcess.Launch.withHeap("128m")
                    .deliverFrom(outbox, eventLog)
                    .start();
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
