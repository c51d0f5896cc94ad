package dev.postrider.benchmarks.fleet;

import dev.postrider.benchmarks.fleet.Measured.Share;
import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.scenario.Scenario;
import dev.postrider.benchmarks.stage.CpuSeconds;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Window;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/** One server process for 1, 10 and 100 outboxes, with the same work in all. */
public final class Fleet extends Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** After a start: migrations are checked, tables looked at, and the doctor has been there. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    public Fleet() {
        super(
                "fleet",
                "What do 100 outboxes take that one does not, where one server process delivers from all of them?",
                Map.of("max_connections", "1000"));
    }

    @Override
    public Result run(Stage stage) throws Exception {
        List<Integer> numbers = stage.length().pick(List.of(1, 3), List.of(1, 10, 100), List.of(1, 10, 30, 100, 200));
        Work work = stage.length()
                .pick(new Work(600, 200, 1, 1), new Work(100_000, 2_000, 4, 6), new Work(2_000_000, 5_000, 30, 60));
        Map<Integer, Measured> measured = new TreeMap<>();
        try (PostgresDatabase server = stage.newDatabase();
                PostgresDatabase template = stage.newOutbox()) {
            for (int number : numbers) {
                FleetDatabases databases = FleetDatabases.of(server, template, number);
                try (ClickHouseDatabase eventLog = stage.newEventLog()) {
                    measured.put(number, measure(stage, databases, eventLog, work));
                    stage.say(number + " outboxes: " + measured.get(number));
                }
            }
        }
        return new Result(name(), figures(measured), curves(measured), List.of(), List.of(notes(work)));
    }

    /** The same in all, whatever the number of outboxes. */
    private record Work(int backlog, int eventsPerSecond, int idleSeconds, int busySeconds) {}

    private static String notes(Work work) {
        return String.format(
                Locale.ROOT,
                "The server runs with %s, a batch size of 10,000 and a longest wait of 1 s. The same in each: a backlog of %,d"
                        + " events, %d s of idleness, and %d s in which %,d events a second are published in transactions of ten,"
                        + " evenly to all outboxes. One round of each.",
                ServerProcess.HEAP,
                work.backlog(),
                work.idleSeconds(),
                work.busySeconds(),
                work.eventsPerSecond());
    }

    private static Measured measure(Stage stage, FleetDatabases databases, ClickHouseDatabase eventLog, Work work)
            throws Exception {
        int number = databases.number();
        databases.fill(work.backlog() / number);
        long waiting = (long) work.backlog() / number * number;
        long began = System.nanoTime();
        try (ServerProcess server = ServerProcess.start(databases.file(), eventLog)) {
            await(() -> server.sum("postrider_relay_active", "") == number);
            double startSeconds = (System.nanoTime() - began) / 1e9;
            await(() -> server.sum("postrider_events_delivered_total", "") == waiting);
            double backlogRate = waiting / databases.planToLastSeconds();

            Thread.sleep(stage.length().pick(Duration.ZERO, SETTLED, SETTLED).toMillis());
            Share idle = share(stage, databases, server, () -> Thread.sleep(work.idleSeconds() * 1_000L));

            double inserts = inserts(server);
            double perSecond = work.eventsPerSecond() / (double) FleetDatabases.EVENTS_IN_EACH;
            long transactions = (long) (perSecond * work.busySeconds());
            try (FleetDatabases.Load load = databases.load()) {
                Share busy = share(stage, databases, server, () -> load.run(perSecond, transactions));
                double insertsPerSecond = (inserts(server) - inserts) / work.busySeconds();
                long published = waiting + transactions * FleetDatabases.EVENTS_IN_EACH;
                await(() -> server.sum("postrider_events_delivered_total", "") == published);
                compare(databases.compare(stage, eventLog), published);
                List<Double> seconds = databases.secondsToAcknowledged(waiting / number);
                return new Measured(
                        startSeconds,
                        backlogRate,
                        idle,
                        busy,
                        seconds.get(seconds.size() / 2),
                        seconds.get(seconds.size() * 99 / 100),
                        insertsPerSecond,
                        server.threads(),
                        server.heapMegabytesAfterCollection(),
                        server.mostResidentMegabytes());
            }
        }
    }

    private static double inserts(ServerProcess server) {
        return server.sum("postrider_send_attempts_total", "outcome=\"stored\"");
    }

    private static void compare(long events, long published) {
        if (events != published) {
            throw new IllegalStateException(events + " events were published, meant were " + published);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static Share share(Stage stage, FleetDatabases databases, ServerProcess server, Step step)
            throws Exception {
        try (Sampling connections = new Sampling(databases::connections)) {
            Window window = new Window(stage, server.pid());
            step.run();
            double percent = 100 / window.seconds();
            CpuSeconds used = window.cpu();
            return new Share(
                    connections.most(),
                    percent * used.postgres(),
                    percent * used.clickHouse(),
                    percent * window.process());
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the fleet has not come that far within " + PATIENCE.toMinutes() + " min");
            }
            Thread.sleep(50);
        }
    }

    private static List<Figure> figures(Map<Integer, Measured> measured) {
        List<Figure> figures = new ArrayList<>();
        measured.forEach((number, of) -> {
            Share idle = of.idle();
            Share busy = of.busy();
            String who = number == 1 ? "1 outbox: " : number + " outboxes: ";
            figures.add(Figure.of(who + "backlog", "events/s", of.backlogRate()));
            figures.add(Figure.of(who + "start to all active", "s", of.startSeconds()));
            figures.add(Figure.of(who + "published to acknowledged, p50", "s", of.usualSeconds()));
            figures.add(Figure.of(who + "published to acknowledged, p99", "s", of.longSeconds()));
            figures.add(Figure.of(who + "inserts under load", "1/s", of.insertsPerSecond()));
            figures.add(Figure.of(who + "connections, idle", "", idle.connections()));
            figures.add(Figure.of(who + "connections, under load", "", busy.connections()));
            figures.add(Figure.of(who + "most memory of the process", "MB", of.mostResidentMegabytes()));
            figures.add(Figure.of(who + "heap after a collection", "MB", of.heapMegabytes()));
            figures.add(Figure.of(who + "threads", "", of.threads()));
            figures.add(Figure.of(who + "server, idle", "% of a core", idle.server()));
            figures.add(Figure.of(who + "PostgreSQL, idle", "% of a core", idle.postgres()));
            figures.add(Figure.of(who + "server, under load", "% of a core", busy.server()));
            figures.add(Figure.of(who + "PostgreSQL with the writers, under load", "% of a core", busy.postgres()));
            figures.add(Figure.of(who + "ClickHouse, under load", "% of a core", busy.clickHouse()));
        });
        return figures;
    }

    private static List<Curve> curves(Map<Integer, Measured> measured) {
        String connections = "Connections to PostgreSQL";
        String memory = "Memory of the server process";
        return List.of(
                curve(connections, "under load", "connections", measured, Measured::busyConnections),
                curve(connections, "idle", "connections", measured, Measured::idleConnections),
                curve(memory, "most, from the system", "MB", measured, Measured::mostResidentMegabytes),
                curve(memory, "heap after a collection", "MB", measured, Measured::heapMegabytes));
    }

    private static Curve curve(
            String chart, String line, String unit, Map<Integer, Measured> measured, ToDoubleFunction<Measured> value) {
        return new Curve(
                chart,
                line,
                "outboxes",
                unit,
                measured.keySet().stream().map(Integer::doubleValue).toList(),
                measured.values().stream().map(value::applyAsDouble).toList());
    }
}
