package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.CpuSeconds;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.relay.sink.server.EventJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Figures from the turns, and their ratios to the floors. */
record Ratios(long events, List<Variant> variants, Rounds<DrainRound> rounds) {
    private static final int GOAL_ROWS = 50_000;
    private static final Map<EventJson, Double> BARS = Map.of(EventJson.NONE, 0.80, EventJson.MATERIALIZED, 0.85);
    private static final String FLOOR = "floor / ours";
    private static final double MILLION = 1e6;

    void tell(Measurements findings) {
        List<String> names = rounds.names();
        names.stream().filter(name -> !name.startsWith("floor")).forEach(name -> findings.add(rate(name)));
        names.stream().filter(name -> name.startsWith("floor")).forEach(name -> findings.add(rate(name)));
        variants.forEach(variant -> tell(variant, findings));
        for (String name : names) {
            findings.add(
                    cpu(name, "PostgreSQL", CpuSeconds::postgres),
                    cpu(name, "engine", CpuSeconds::clickHouse),
                    cpu(name, "JVM", CpuSeconds::jvm));
        }
    }

    private void tell(Variant variant, Measurements findings) {
        Floor rows = floor(variant.rowsFloor());
        Floor sameBytes = floor(variant.sameBytesFloor());
        double ours = rounds.median(variant.relay(), DrainRound::seconds);
        double ratio = rows.seconds() / ours;
        double delivery = rounds.median(variant.relay(), DrainRound::deliverySeconds);
        double cpu = rounds.median(variant.relay(), DrainRound::cpuSeconds);
        String of = ", " + variant.label();
        findings.add(
                Figure.of("ratio" + of, FLOOR, ratio),
                Figure.of("ratio without the relay's start" + of, FLOOR, rows.seconds() / delivery),
                Figure.of("ratio to the floor of what we send" + of, FLOOR, sameBytes.seconds() / ours),
                Figure.of("ratio of CPU-seconds" + of, FLOOR, rows.cpuSeconds() / cpu),
                Figure.of(
                        "ratio of CPU-seconds to the floor of what we send" + of, FLOOR, sameBytes.cpuSeconds() / cpu));
        findings.note(String.format(
                Locale.ROOT,
                "%s: ours %.2f s; floor with rows %s; floor with what we send %s.",
                variant.label(),
                ours,
                rows,
                sameBytes));
        Double bar = BARS.get(variant.way());
        if (variant.batchRows() == GOAL_ROWS && bar != null) {
            findings.add(Goal.atLeast(FLOOR + of, bar, ratio));
        }
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
                rounds.median(Drain.READ_FLOOR, DrainRound::seconds),
                rounds.median(insert, DrainRound::seconds),
                rounds.median(Drain.READ_FLOOR, DrainRound::cpuSeconds)
                        + rounds.median(insert, DrainRound::cpuSeconds));
    }

    private Figure rate(String contender) {
        return rounds.figure(contender, "events/s", contender, turn -> events / turn.seconds());
    }

    private Figure cpu(String contender, String side, ToDoubleFunction<CpuSeconds> seconds) {
        return rounds.figure(
                contender + ", " + side,
                "CPU µs/event",
                contender,
                turn -> seconds.applyAsDouble(turn.used().cpu()) * MILLION / events);
    }
}
