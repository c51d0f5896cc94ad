package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.relay.sink.server.EventJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
            figures.add(Figure.of("ratio, " + variant.label(), FLOOR, ratio));
            figures.add(Figure.of(
                    "ratio without the relay's start, " + variant.label(),
                    FLOOR,
                    rows.seconds() / rounds.median(variant.relay(), Turn::deliverySeconds)));
            figures.add(Figure.of(
                    "ratio to the floor of what we send, " + variant.label(), FLOOR, sameBytes.seconds() / ours));
            figures.add(Figure.of(
                    "ratio of CPU-seconds, " + variant.label(), FLOOR, rows.cpuSeconds() / cpu(variant.relay())));
            figures.add(Figure.of(
                    "ratio of CPU-seconds to the floor of what we send, " + variant.label(),
                    FLOOR,
                    sameBytes.cpuSeconds() / cpu(variant.relay())));
            notes.add(String.format(
                    Locale.ROOT,
                    "%s: ours %.2f s; floor with rows %s; floor with what we send %s.",
                    variant.label(),
                    ours,
                    rows,
                    sameBytes));
            Double bar = BARS.get(variant.way());
            if (variant.batchRows() == GOAL_ROWS && bar != null) {
                goals.add(Goal.atLeast(FLOOR + ", " + variant.label(), bar, ratio));
            }
        }
        rounds.names().forEach(name -> figures.addAll(cpuFigures(name)));
        notes.add(String.format(
                Locale.ROOT,
                "%,d %s; filled once in %.1f s, vacuumed, analysed, checkpointed, and read by every turn alike.",
                events,
                OutboxFill.DESCRIPTION,
                fillSeconds));
        notes.add(
                "The relay's rate counts from its start, with connections, lease, table and the first look, to the last"
                        + " acknowledgement in the ledger. Every delivery was compared with the outbox row by row.");
        return new Result("drain", figures, List.of(), goals, notes);
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
        String unit = "CPU µs/event";
        return List.of(
                rounds.figure(
                        contender + ", PostgreSQL",
                        unit,
                        contender,
                        turn -> micros(turn.cpu().postgres())),
                rounds.figure(
                        contender + ", engine",
                        unit,
                        contender,
                        turn -> micros(turn.cpu().clickHouse())),
                rounds.figure(
                        contender + ", JVM",
                        unit,
                        contender,
                        turn -> micros(turn.cpu().jvm())));
    }

    private double micros(double seconds) {
        return seconds * MILLION / events;
    }
}
