package dev.postrider.benchmarks.held;

import dev.postrider.benchmarks.held.HeldRun.Timing;
import dev.postrider.benchmarks.held.HeldRun.Window;
import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Steady writers and a relay, while another session holds on to the past. */
public final class Held extends Scenario {
    public Held() {
        // Autovacuum comes as often as it can be told to.
        super(
                "held",
                "What becomes of delivery while another session keeps an old snapshot, or a transaction, open?",
                Map.of("autovacuum_naptime", "1s"));
    }

    @Override
    protected void measure(Stage stage, Measurements findings) throws Exception {
        Timing timing = stage.length()
                .pick(
                        new Timing(Duration.ofMillis(500), Duration.ofMillis(500), 2),
                        new Timing(Duration.ofSeconds(6), Duration.ofSeconds(4), 6),
                        new Timing(Duration.ofSeconds(20), Duration.ofSeconds(10), 12));
        List<Hold> one = List.of(Hold.OLD_SNAPSHOT);
        for (Hold hold : stage.length().pick(one, one, List.of(Hold.values()))) {
            for (Contender contender : Contender.values()) {
                HeldRun run = HeldRun.of(contender, hold, timing, stage);
                stage.say(hold.title() + ", " + contender.title() + ": " + run);
                tell(hold.title(), contender, run, findings);
            }
        }
        note(timing, findings);
    }

    private static void tell(String hold, Contender contender, HeldRun run, Measurements findings) {
        Window first = run.windows().get(0);
        Window last = run.windows().get(run.windows().size() - 1);
        String of = contender.title() + ", " + hold;
        findings.add(
                Figure.of(of + ", first window", "events/s", first.rate()),
                Figure.of(of + ", last window", "events/s", last.rate()),
                Figure.of(of + ", published, first window", "events/s", first.offered()),
                Figure.of(of + ", published, last window", "events/s", last.offered()),
                Figure.of(of + ", busy, first window", "% of a core", first.busyPercent()),
                Figure.of(of + ", busy, last window", "% of a core", last.busyPercent()),
                Figure.of(of + ", waiting at the end", "events", (double) run.waitingAtEnd()),
                Figure.of(of + ", dead rows at the end", "rows", (double) run.deadRows()));
        String busy = "Busy share of the relay and its backends beside ";
        findings.add(
                curve("Delivery beside " + hold, "events/s", contender, run, Window::rate),
                curve(busy + hold, "% of a core", contender, run, Window::busyPercent));
        if (contender == Contender.POSTRIDER) {
            double rateKept = last.rate() / first.rate();
            double busyGrown = last.busyPercent() / first.busyPercent();
            findings.add(
                    Goal.atLeast("rate of the last window against the first, " + hold, 0.95, rateKept),
                    Goal.atMost("busy share of the last window against the first, " + hold, 1.25, busyGrown));
        }
    }

    private static Curve curve(
            String chart, String yLabel, Contender contender, HeldRun run, ToDoubleFunction<Window> value) {
        return new Curve(
                chart,
                contender.title(),
                "seconds since it is held",
                yLabel,
                run.windows().stream().map(Window::end).toList(),
                run.windows().stream().map(value::applyAsDouble).toList());
    }

    private static void note(Timing timing, Measurements findings) {
        findings.note(
                "Two writers publish " + HeldRun.EVENTS_PER_SECOND
                        + " events a second together, whatever becomes of them; after "
                        + timing.warmUp().toMillis() / 1000.0
                        + " s another session begins its hold, and the windows begin.",
                "Each relay is a process of its own, has the machine and the writers to itself, looks every "
                        + HeldRun.PAUSE.toMillis() + " ms, and inserts into the same engine, synchronously.",
                "Busy share: CPU time of the relay's process and of the server's backends that work for it; neither writers nor"
                        + " autovacuum are in it.",
                "The other two take up to 5,000 events in one transaction (SELECT … FOR UPDATE SKIP LOCKED, insert, then one DELETE"
                        + " or one UPDATE for the batch), by the primary key or by a partial index on what is pending, under an"
                        + " autovacuum that comes every second and never pauses. They promise no exactly-once.",
                "Afterwards the hold ends, each relay catches up, and what arrived is compared: for Postrider every column of every"
                        + " row, for the others the number of different events.");
    }
}
