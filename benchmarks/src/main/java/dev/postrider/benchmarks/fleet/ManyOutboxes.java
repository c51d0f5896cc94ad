package dev.postrider.benchmarks.fleet;

import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.CpuSeconds;
import dev.postrider.benchmarks.stage.Patience;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Window;
import dev.postrider.benchmarks.stage.Window.Used;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One server process for 1, 10 and 100 outboxes, with the same work in all. */
public final class ManyOutboxes extends Scenario {
    /** After a start: migrations are checked, tables looked at, and the doctor has been there. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    public ManyOutboxes() {
        super(
                "fleet",
                "What do 100 outboxes take that one does not, where one server process delivers from all of them?",
                Map.of("max_connections", "1000"));
    }

    @Override
    protected void measure(Stage stage, Measurements findings) throws Exception {
        List<Integer> numbers = stage.length().pick(List.of(1, 3), List.of(1, 10, 100), List.of(1, 10, 30, 100, 200));
        Work work = stage.length()
                .pick(new Work(600, 200, 1, 1), new Work(100_000, 2_000, 4, 6), new Work(2_000_000, 5_000, 30, 60));
        try (PostgresDatabase server = stage.newDatabase();
                PostgresDatabase template = stage.newOutbox()) {
            for (int number : numbers) {
                FleetDatabases databases = FleetDatabases.of(server, template, number);
                try (ClickHouseDatabase eventLog = stage.newEventLog()) {
                    List<Figure> figures = measure(stage, databases, eventLog, work);
                    stage.say(who(number) + figures);
                    findings.add(who(number), figures);
                }
            }
        }
        String connections = "Connections to PostgreSQL";
        String memory = "Memory of the server process";
        findings.add(
                curve(connections, "under load", "connections", findings, numbers, "connections, under load"),
                curve(connections, "idle", "connections", findings, numbers, "connections, idle"),
                curve(memory, "most, from the system", "MB", findings, numbers, "most memory of the process"),
                curve(memory, "heap after a collection", "MB", findings, numbers, "heap after a collection"));
        findings.note(note(work));
    }

    private static String who(int number) {
        return number == 1 ? "1 outbox: " : number + " outboxes: ";
    }

    private static Curve curve(
            String chart, String line, String unit, Measurements findings, List<Integer> numbers, String figure) {
        return new Curve(
                chart,
                line,
                "outboxes",
                unit,
                numbers.stream().map(Integer::doubleValue).toList(),
                numbers.stream()
                        .map(number -> findings.median(who(number) + figure))
                        .toList());
    }

    /** The same in all, whatever the number of outboxes. */
    private record Work(int backlog, int eventsPerSecond, int idleSeconds, int busySeconds) {}

    private static String note(Work work) {
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

    private static List<Figure> measure(Stage stage, FleetDatabases databases, ClickHouseDatabase eventLog, Work work)
            throws Exception {
        int number = databases.number();
        int first = work.backlog() / number;
        long waiting = (long) first * number;
        databases.fill(first);
        long began = System.nanoTime();
        try (ServerProcess server = ServerProcess.start(databases.file(), eventLog)) {
            Patience.await("active relays", number, () -> server.sum("postrider_relay_active", ""));
            double startSeconds = (System.nanoTime() - began) / 1e9;
            Patience.await("events delivered", waiting, () -> delivered(server));
            List<Figure> figures = new ArrayList<>();
            figures.add(Figure.of("backlog", "events/s", waiting / databases.planToLastSeconds()));
            figures.add(Figure.of("start to all active", "s", startSeconds));

            Thread.sleep(stage.length().pick(Duration.ZERO, SETTLED, SETTLED).toMillis());
            Share idle = share(stage, databases, server, () -> Thread.sleep(work.idleSeconds() * 1_000L));

            double inserts = inserts(server);
            double perSecond = work.eventsPerSecond() / (double) FleetDatabases.EVENTS_IN_EACH;
            long transactions = (long) (perSecond * work.busySeconds());
            try (FleetDatabases.Load load = databases.load()) {
                Share busy = share(stage, databases, server, () -> load.run(perSecond, transactions));
                double insertsPerSecond = (inserts(server) - inserts) / work.busySeconds();
                long published = waiting + transactions * FleetDatabases.EVENTS_IN_EACH;
                Patience.await("events delivered", published, () -> delivered(server));
                databases.compare(stage, eventLog, published);
                figures.addAll(
                        databases.secondsToAcknowledged(first).figures("published to acknowledged, ", "s", 50, 99));
                figures.add(Figure.of("inserts under load", "1/s", insertsPerSecond));
                figures.add(Figure.of("connections, idle", "", idle.connections()));
                figures.add(Figure.of("connections, under load", "", busy.connections()));
                figures.addAll(server.figures());
                figures.addAll(cpu(idle.used(), busy.used()));
                return figures;
            }
        }
    }

    private static List<Figure> cpu(Used idle, Used busy) {
        String core = "% of a core";
        return List.of(
                Figure.of("server, idle", core, idle.percent(CpuSeconds::process)),
                Figure.of("PostgreSQL, idle", core, idle.percent(CpuSeconds::postgres)),
                Figure.of("server, under load", core, busy.percent(CpuSeconds::process)),
                Figure.of("PostgreSQL with the writers, under load", core, busy.percent(CpuSeconds::postgres)),
                Figure.of("ClickHouse, under load", core, busy.percent(CpuSeconds::clickHouse)));
    }

    private static double delivered(ServerProcess server) {
        return server.sum("postrider_events_delivered_total", "");
    }

    private static double inserts(ServerProcess server) {
        return server.sum("postrider_send_attempts_total", "outcome=\"stored\"");
    }

    /**
     * What a while took.
     *
     * @param connections the most that the server had to PostgreSQL
     * @param used by every side; the other process is the server
     */
    private record Share(double connections, Used used) {}

    private interface Step {
        void run() throws Exception;
    }

    private static Share share(Stage stage, FleetDatabases databases, ServerProcess server, Step step)
            throws Exception {
        try (Sampling connections = new Sampling(databases::connections)) {
            Window window = new Window(stage, server.pid());
            step.run();
            return new Share(connections.most(), window.used());
        }
    }
}
