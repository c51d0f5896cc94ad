package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.stage.CpuSeconds;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.relay.sink.server.EventJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Floors, ratios and figures from the turns. */
record DrainResult(long events, List<Variant> variants, Rounds<Turn> rounds, double fillSeconds) {
    private static final int GOAL_ROWS = 50_000;
    private static final Map<EventJson, Double> BARS = Map.of(EventJson.NONE, 0.80, EventJson.MATERIALIZED, 0.85);
    private static final String FLOOR = "floor / ours";
    private static final double MILLION = 1e6;

    Result result() {
        List<Figure> figures = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        rounds.names().stream().filter(name -> !name.startsWith("floor")).forEach(name -> figures.add(rate(name)));
        rounds.names().stream().filter(name -> name.startsWith("floor")).forEach(name -> figures.add(rate(name)));
        for (Variant variant : variants) {
            Floor rows = floor(variant.rowsFloor());
            Floor sameBytes = floor(variant.sameBytesFloor());
            double ours = rounds.median(variant.relay(), Turn::seconds);
            double ratio = rows.seconds() / ours;
            double delivery = rounds.median(variant.relay(), Turn::deliverySeconds);
            double cpu = cpu(variant.relay());
            String label = ", " + variant.label();
            figures.addAll(List.of(
                    Figure.of("ratio" + label, FLOOR, ratio),
                    Figure.of("ratio without the relay's start" + label, FLOOR, rows.seconds() / delivery),
                    Figure.of("ratio to the floor of what we send" + label, FLOOR, sameBytes.seconds() / ours),
                    Figure.of("ratio of CPU-seconds" + label, FLOOR, rows.cpuSeconds() / cpu),
                    Figure.of(
                            "ratio of CPU-seconds to the floor of what we send" + label,
                            FLOOR,
                            sameBytes.cpuSeconds() / cpu)));
            notes.add(String.format(
                    Locale.ROOT,
                    "%s: ours %.2f s; floor with rows %s; floor with what we send %s.",
                    variant.label(),
                    ours,
                    rows,
                    sameBytes));
            Double bar = BARS.get(variant.way());
            if (variant.batchRows() == GOAL_ROWS && bar != null) {
                goals.add(Goal.atLeast(FLOOR + label, bar, ratio));
            }
        }
        rounds.names().forEach(name -> figures.addAll(cpuFigures(name)));
        notes.addAll(conditions());
        return new Result("drain", figures, List.of(), goals, notes);
    }

    private List<String> conditions() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%,d %s; filled once in %.1f s, vacuumed, analysed, checkpointed, and read by every turn alike.",
                        events,
                        OutboxFill.DESCRIPTION,
                        fillSeconds),
                "The relay's rate counts from its start, with connections, lease, table and the first look, to the last"
                        + " acknowledgement in the ledger. Every delivery was compared with the outbox row by row.");
    }

    /** What reading and inserting take, one beside the other. Neither can be overtaken, nor the CPU that both need. */
    private record Floor(double read, double insert, double cpuSeconds) {
        double seconds() {
            return Math.max(Math.max(read, insert), cpuShare());
        }

        private double cpuShare() {
            return cpuSeconds / Runtime.getRuntime().availableProcessors();
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "max(read %.2f s, insert %.2f s, CPU of both / cores %.2f s) = %.2f s",
                    read,
                    insert,
                    cpuShare(),
                    seconds());
        }
    }

    private Floor floor(String insert) {
        return new Floor(
                rounds.median(Drain.READ_FLOOR, Turn::seconds),
                rounds.median(insert, Turn::seconds),
                cpu(Drain.READ_FLOOR) + cpu(insert));
    }

    private Figure rate(String contender) {
        return rounds.figure(contender, "events/s", contender, turn -> events / turn.seconds());
    }

    private double cpu(String contender) {
        return rounds.median(contender, turn -> turn.cpu().total());
    }

    private List<Figure> cpuFigures(String contender) {
        return List.of(
                cpuFigure(contender, "PostgreSQL", CpuSeconds::postgres),
                cpuFigure(contender, "engine", CpuSeconds::clickHouse),
                cpuFigure(contender, "JVM", CpuSeconds::jvm));
    }

    private Figure cpuFigure(String contender, String side, ToDoubleFunction<CpuSeconds> seconds) {
        return rounds.figure(
                contender + ", " + side,
                "CPU µs/event",
                contender,
                turn -> seconds.applyAsDouble(turn.cpu()) * MILLION / events);
    }
}
