package dev.postrider.benchmarks.latency;

import dev.postrider.benchmarks.latency.Latencies.Published;
import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.scenario.Scenario;
import dev.postrider.benchmarks.stage.Length;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.RowCheck;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

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
    public Result run(Stage stage) throws Exception {
        List<Figure> figures = new ArrayList<>();
        List<Curve> curves = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        boolean smoke = stage.length() == Length.SMOKE;
        for (Duration maxWait : smoke ? List.of(Duration.ZERO) : List.of(Duration.ZERO, Duration.ofSeconds(1))) {
            String patience = maxWait.isZero() ? "max-wait 0" : "max-wait " + maxWait.toSeconds() + " s";
            measure(stage, maxWait, smoke ? List.of(BAR) : RATES).forEach((rate, latencies) -> {
                String cell = rate + ", " + patience;
                List<Figure> ofCell = latencies.figures(cell);
                stage.say(cell + ": " + inWords(ofCell, cell));
                figures.addAll(ofCell);
                curves.add(latencies.curve("Commit to queryable, " + patience, rate.toString()));
                if (rate.equals(BAR) && maxWait.isZero()) {
                    goals.add(Goal.atMost(cell + ", p50, ms", 40, Latencies.percentile(latencies.fromCommit(), 50)));
                    goals.add(Goal.atMost(cell + ", p99, ms", 120, Latencies.percentile(latencies.fromCommit(), 99)));
                }
            });
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
                                + " measuring error, the time since the question before, which did not find it ('not found yet').",
                        "Of 'the batch' the figures are the relay's own, from its plan to its acknowledgement in the ledger.",
                        "At 5,000/s a transaction has 5 events, at the other rates one."));
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

    private static Map<Rate, Latencies> measure(Stage stage, Duration maxWait, List<Rate> rates) throws Exception {
        double warmUp = stage.length().pick(0.2, 15.0, 60.0);
        double seconds = stage.length().pick(0.5, 8.0, 60.0);
        // Left to the stage: an ext4 that has deleted thousands of files looks for free inodes, long, at each file that
        // the engine makes.
        PostgresDatabase outbox = stage.newOutbox();
        ClickHouseDatabase eventLog = stage.newEventLog();
        Map<Rate, Latencies> measured = new LinkedHashMap<>();
        try (RelayProcess relay =
                        RelayProcess.silent(outbox, eventLog, RelayProcess.HEAP, maxWait, EventJson.MATERIALIZED);
                Querier querier = new Querier(eventLog)) {
            int before = publish(outbox, BAR, warmUp).size();
            for (Rate rate : rates) {
                long batch = Batches.last(outbox);
                List<Published> published = publish(outbox, rate, seconds);
                before += published.size();
                Map<Long, Querier.Seen> seen =
                        querier.await(before, Duration.ofMinutes(1).toNanos());
                measured.put(rate, Latencies.of(published, seen, Batches.after(outbox, batch, seconds)));
            }
        }
        RowCheck.expected(outbox).compare(eventLog, "event_log");
        return measured;
    }

    private static String inWords(List<Figure> figures, String cell) {
        return figures.stream()
                .map(figure -> String.format(
                        Locale.ROOT,
                        "%s %.1f %s",
                        figure.name().substring(cell.length()).replaceFirst("^, ", ""),
                        figure.median(),
                        figure.unit()))
                .collect(Collectors.joining(", "));
    }
}
