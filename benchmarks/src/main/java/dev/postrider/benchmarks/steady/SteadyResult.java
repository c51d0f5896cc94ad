package dev.postrider.benchmarks.steady;

import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.stage.Rounds;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the turns and the remains say. */
record SteadyResult(Rounds<Turn> turns, Remains remains, int seconds) {
    private static final double RATE_BAR = 0.90;
    private static final double CPU_BAR = 10;

    Result result() {
        String perEvent = "CPU µs/event";
        Figure postgres = relay("PostgreSQL, the relay's sessions", perEvent, Turn.Relay::postgresMicros);
        List<Figure> figures = List.of(
                turns.figure("writers, no relay", "events/s", Steady.WITHOUT, Turn::writerRate),
                turns.figure("writers, with a relay", "events/s", Steady.WITH, Turn::writerRate),
                relay("delivered meanwhile", "events/s", Turn.Relay::deliveredRate),
                turns.figure("PostgreSQL, all of it, no relay", perEvent, Steady.WITHOUT, Turn::postgresMicros),
                turns.figure("PostgreSQL, all of it, with a relay", perEvent, Steady.WITH, Turn::postgresMicros),
                postgres,
                relay("the relay's JVM", perEvent, Turn.Relay::jvmMicros),
                turns.figure("engine", perEvent, Steady.WITH, Turn::engineMicros),
                relay("lag, the worst of a round", "s", Turn.Relay::worstLag),
                Figure.of("dead rows of events", "rows", (double) remains.deadEventRows()),
                Figure.of("dead rows of the ledger and the lease", "rows", (double) remains.deadLedgerRows()),
                Figure.of("outbox with all delivered events, kept for replay", "MiB", remains.outboxMib()),
                Figure.of("ledger and the rest of the schema", "MiB", remains.ledgerMib()),
                Figure.of("outbox once its leaves were emptied", "MiB", remains.emptiedMib()));
        double ratio = turns.median(Steady.WITH, Turn::writerRate) / turns.median(Steady.WITHOUT, Turn::writerRate);
        return new Result(
                "steady",
                figures,
                List.of(lag()),
                List.of(
                        Goal.atLeast("writers' rate with a relay / without", RATE_BAR, ratio),
                        Goal.atMost("dead rows of events", 0, (double) remains.deadEventRows()),
                        Goal.atMost("PostgreSQL's CPU for the relay, µs/event", CPU_BAR, postgres.median())),
                List.of(
                        "Two writers, each transaction one event of about 180 bytes through the library and a commit on"
                                + " disk; turns of " + seconds + " s.",
                        "The relay is a process of its own with its default settings: batches of 10,000, `max-wait` 1 s."
                                + " Its share of PostgreSQL is the CPU of the processes of its sessions, an event"
                                + " delivered.",
                        "Writers, relay, PostgreSQL and the engine share the machine's cores, so whatever delivery needs is"
                                + " taken from writers that are never idle."));
    }

    private Figure relay(String name, String unit, ToDoubleFunction<Turn.Relay> value) {
        return turns.figure(name, unit, Steady.WITH, turn -> value.applyAsDouble(turn.relay()));
    }

    private Curve lag() {
        List<Double> lags = turns.turns(Steady.WITH).stream()
                .flatMap(turn -> turn.relay().lagSeconds().stream())
                .toList();
        return Curve.counted(
                "Lag while two writers publish flat out",
                "age of the oldest undelivered event",
                "seconds of the measured turns",
                "s",
                lags);
    }
}
