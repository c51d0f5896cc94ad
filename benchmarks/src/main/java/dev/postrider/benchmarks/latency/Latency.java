package dev.postrider.benchmarks.latency;

import dev.postrider.benchmarks.latency.Latencies.Published;
import dev.postrider.benchmarks.result.Distribution;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.Length;
import dev.postrider.benchmarks.stage.Patience;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Writers;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Events published at fixed rates, and a user who asks ClickHouse for them without end. One relay for each longest wait serves all
 * rates in turn, the one of the bar first, after it was warmed up.
 */
public final class Latency extends Scenario {
    private static final Rate BAR = new Rate(1_000, 1);
    // A commit for each of 5,000 events a second is more than a disk with fsync and two cores can do.
    private static final List<Rate> RATES = List.of(BAR, new Rate(100, 1), new Rate(5_000, 5));

    private static final int WRITERS = 8;
    private static final String PUBLISH =
            "SELECT postrider.publish('page_viewed', json_build_object('n', g, 'text', repeat('x', 60)), 'Benchmark')"
                    + " FROM generate_series(1, ?) g";

    /** So many events a second, in transactions of so many. */
    private record Rate(int eventsPerSecond, int eventsPerTransaction) {
        @Override
        public String toString() {
            return eventsPerSecond + "/s";
        }
    }

    public Latency() {
        super("latency", "How soon after its commit can an event be queried in ClickHouse?");
    }

    @Override
    protected void measure(Stage stage, Measurements findings) throws Exception {
        boolean smoke = stage.length() == Length.SMOKE;
        for (Duration maxWait : smoke ? List.of(Duration.ZERO) : List.of(Duration.ZERO, Duration.ofSeconds(1))) {
            measure(stage, maxWait, smoke ? List.of(BAR) : RATES, findings);
        }
        String bar = BAR + ", max-wait 0, ";
        findings.add(
                Goal.atMost(bar + "p50, ms", 40, findings.median(bar + "p50")),
                Goal.atMost(bar + "p99, ms", 120, findings.median(bar + "p99")));
        findings.note(
                "Events are published on a schedule that does not wait for anything; 'from the intended time' counts"
                        + " also what a writer was late.",
                "An event counts as queryable when the answer that has it is there; it may have been earlier by the"
                        + " measuring error, the time since the question before, which did not find it ('not found yet').",
                "Of 'the batch' the figures are the relay's own, from its plan to its acknowledgement in the ledger.",
                "At 5,000/s a transaction has 5 events, at the other rates one.");
    }

    private static void measure(Stage stage, Duration maxWait, List<Rate> rates, Measurements findings)
            throws Exception {
        String patience = maxWait.isZero() ? "max-wait 0" : "max-wait " + maxWait.toSeconds() + " s";
        double warmUp = stage.length().pick(0.2, 15.0, 60.0);
        double seconds = stage.length().pick(0.5, 8.0, 60.0);
        // Left to the stage: an ext4 that has deleted thousands of files looks for free inodes, long, at each file that
        // the engine makes.
        PostgresDatabase outbox = stage.newOutbox();
        ClickHouseDatabase eventLog = stage.newEventLog();
        try (RelayProcess relay =
                        RelayProcess.silent(outbox, eventLog, RelayProcess.HEAP, maxWait, EventJson.MATERIALIZED);
                Querier querier = new Querier(eventLog)) {
            int before = publish(outbox, BAR, warmUp).size();
            for (Rate rate : rates) {
                String lastBatch = outbox.queryOne("SELECT COALESCE(max(batch_no), 0) FROM postrider.relay_batch");
                List<Published> published = publish(outbox, rate, seconds);
                before += published.size();
                Latencies latencies = Latencies.of(published, querier.await(before));
                Patience.await("events acknowledged", before, () -> RelayRun.acknowledged(outbox));
                List<Figure> figures = new ArrayList<>(latencies.figures());
                figures.addAll(batches(outbox, lastBatch, seconds));
                stage.say(rate + ", " + patience + ": " + figures);
                findings.add(rate + ", " + patience + ", ", figures);
                findings.add(latencies.curve("Commit to queryable, " + patience, rate.toString()));
            }
        }
        RowCheck.expected(outbox).compare(eventLog, "event_log");
    }

    /** The relay's side of it: what became of the batches after one in so many seconds, from their plans to their acknowledgements. */
    private static List<Figure> batches(PostgresDatabase outbox, String batchNo, double seconds) {
        Distribution took = new Distribution(outbox
                .query("SELECT extract(epoch FROM done_at - planned_at) * 1000 FROM postrider.relay_batch"
                        + " WHERE row_count > 0 AND batch_no > " + batchNo)
                .stream()
                .map(row -> Double.valueOf(row.get(0)))
                .toList());
        List<Figure> figures = new ArrayList<>(took.figures("the batch, ", "ms", 50, 99));
        figures.add(Figure.of("inserts", "per s", took.sorted().size() / seconds));
        return figures;
    }

    /** Publishes for that long; gives what was published. */
    private static List<Published> publish(PostgresDatabase outbox, Rate rate, double seconds) throws SQLException {
        ConcurrentLinkedQueue<Published> published = new ConcurrentLinkedQueue<>();
        double perSecond = rate.eventsPerSecond() / (double) rate.eventsPerTransaction();
        try (Writers writers = Writers.start(
                outbox, WRITERS, perSecond, Math.round(seconds * perSecond), (connection, n, intended) -> {
                    List<Long> ids = new ArrayList<>(rate.eventsPerTransaction());
                    try (PreparedStatement publish = connection.prepareStatement(PUBLISH)) {
                        publish.setInt(1, rate.eventsPerTransaction());
                        ResultSet rows = publish.executeQuery();
                        while (rows.next()) {
                            ids.add(rows.getLong(1));
                        }
                    }
                    // Committed when the answer is here: the connection commits each statement.
                    long committed = System.nanoTime();
                    ids.forEach(id -> published.add(new Published(id, intended, committed)));
                })) {
            writers.await();
        }
        return List.copyOf(published);
    }
}
