package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.relay.sink.EventJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Floors, ratios and figures from the turns. */
record DrainResult(long events, List<Variant> variants, Rounds<Turn> rounds, double fillSeconds) {
    private static final int GOAL_ROWS = 50_000;
    private static final Map<EventJson, Double> BARS = Map.of(EventJson.NONE, 0.80, EventJson.MATERIALIZED, 0.85);
    private static final double MILLION = 1e6;

    Result result() {
        List<Figure> figures = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Variant variant : variants) {
            figures.add(rate(variant.relay(), variant.relay()));
        }
        figures.add(rate(Drain.READ_FLOOR, Drain.READ_FLOOR));
        for (Variant variant : variants) {
            figures.add(rate(variant.insertFloor(), variant.insertFloor()));
        }
        for (Variant variant : variants) {
            double ratio = floorSeconds(variant) / rounds.median(variant.relay(), Turn::seconds);
            figures.add(Figure.of("ratio: " + variant.label(), "floor / ours", ratio));
            figures.add(Figure.of(
                    "ratio without the start: " + variant.label(),
                    "floor / ours",
                    floorSeconds(variant) / rounds.median(variant.relay(), Turn::deliverySeconds)));
            figures.add(Figure.of("CPU: " + variant.label(), "floors / ours", cpuRatio(variant)));
            notes.add(whichFloor(variant));
            Double bar = BARS.get(variant.way());
            if (variant.batchRows() == GOAL_ROWS && bar != null) {
                goals.add(Goal.atLeast("floor / ours, " + variant.label(), bar, ratio));
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

    private Figure rate(String name, String contender) {
        return rounds.figure(name, "events/s", contender, turn -> events / turn.seconds());
    }

    /** Neither may be overtaken, nor the CPU that both need. */
    private double floorSeconds(Variant variant) {
        return Math.max(Math.max(read(), insert(variant)), cpuSeconds(variant));
    }

    private double read() {
        return rounds.median(Drain.READ_FLOOR, Turn::seconds);
    }

    private double insert(Variant variant) {
        return rounds.median(variant.insertFloor(), Turn::seconds);
    }

    private double cpuSeconds(Variant variant) {
        return cpuOfBoth(variant) / Runtime.getRuntime().availableProcessors();
    }

    private double cpuOfBoth(Variant variant) {
        return cpu(Drain.READ_FLOOR) + cpu(variant.insertFloor());
    }

    /** Where all time is CPU time and overlaps fully, the ratio can't be better than this. */
    private double cpuRatio(Variant variant) {
        return cpuOfBoth(variant) / cpu(variant.relay());
    }

    private double cpu(String contender) {
        return rounds.median(contender, turn -> turn.cpu().total());
    }

    private String whichFloor(Variant variant) {
        return String.format(
                Locale.ROOT,
                "Floor, %s: max(read %.2f s, insert %.2f s, CPU of both / cores %.2f s) = %.2f s; ours took %.2f s.",
                variant.label(),
                read(),
                insert(variant),
                cpuSeconds(variant),
                floorSeconds(variant),
                rounds.median(variant.relay(), Turn::seconds));
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
