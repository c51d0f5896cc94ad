package dev.postrider.benchmarks.latency;

import dev.postrider.benchmarks.child.RelayProcess;
import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.scenario.Scenario;
import dev.postrider.benchmarks.stage.Length;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Events published at fixed rates, and a user who asks ClickHouse for them without end. */
public final class Latency implements Scenario {
    private static final List<Cell> CELLS = List.of(
            new Cell(100, 1, Duration.ZERO),
            new Cell(1_000, 1, Duration.ZERO),
            // A commit for each of 5,000 events a second is more than a disk with fsync and two cores can do.
            new Cell(5_000, 5, Duration.ZERO),
            new Cell(100, 1, Duration.ofSeconds(1)),
            new Cell(1_000, 1, Duration.ofSeconds(1)),
            new Cell(5_000, 5, Duration.ofSeconds(1)));

    /** One rate under one setting. */
    private record Cell(int eventsPerSecond, int eventsPerTransaction, Duration maxWait) {
        String name() {
            return rate() + ", " + patience();
        }

        String rate() {
            return eventsPerSecond + "/s";
        }

        String patience() {
            return maxWait.isZero() ? "max-wait 0" : "max-wait " + maxWait.toSeconds() + " s";
        }
    }

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String question() {
        return "How soon after its commit can an event be queried in ClickHouse?";
    }

    @Override
    public Result run(Stage stage) throws Exception {
        List<Figure> figures = new ArrayList<>();
        List<Curve> curves = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        for (Cell cell : stage.length() == Length.SMOKE ? List.of(CELLS.get(1)) : CELLS) {
            Latencies latencies = measure(stage, cell);
            stage.say(cell.name() + ": " + latencies);
            figures.addAll(latencies.figures(cell.name()));
            curves.add(latencies.curve("Commit to queryable, " + cell.patience(), cell.rate()));
            if (cell.eventsPerSecond() == 1_000 && cell.maxWait().isZero()) {
                goals.add(Goal.atMost(cell.name() + ", p50, ms", 40, Latencies.percentile(latencies.fromCommit(), 50)));
                goals.add(
                        Goal.atMost(cell.name() + ", p99, ms", 120, Latencies.percentile(latencies.fromCommit(), 99)));
            }
        }
        return new Result(
                name(),
                figures,
                curves,
                goals,
                List.of(
                        "Events are published on a schedule that does not wait for anything; 'from the intended time' counts"
                                + " also what a writer was late.",
                        "An event counts as queryable when the answer that has it is there; it may have been earlier by the"
                                + " measuring error, the time since the question before.",
                        "At 5,000/s a transaction has 5 events, at the other rates one."));
    }

    private static Latencies measure(Stage stage, Cell cell) throws Exception {
        double warmUp = stage.length().pick(0.2, 5.0, 20.0);
        double seconds = stage.length().pick(0.5, 8.0, 60.0);
        try (PostgresDatabase outbox = stage.newOutbox();
                ClickHouseDatabase eventLog = stage.newEventLog();
                RelayProcess relay = RelayProcess.start(outbox, eventLog, cell.maxWait());
                Querier querier = new Querier(eventLog)) {
            Writers writers = new Writers(outbox, cell.eventsPerSecond(), cell.eventsPerTransaction());
            int before = writers.run(warmUp).size();
            long batches = batches(outbox);
            List<Published> published = writers.run(seconds);
            long inserts = batches(outbox) - batches;
            var seen = querier.await(
                    before + published.size(), Duration.ofMinutes(1).toNanos());
            RowCheck.expected(outbox).compare(eventLog, "event_log");
            return Latencies.of(published, seen, inserts / seconds);
        }
    }

    private static long batches(PostgresDatabase outbox) {
        return Long.parseLong(outbox.queryOne("SELECT count(*) FROM postrider.relay_batch WHERE row_count > 0"));
    }
}
