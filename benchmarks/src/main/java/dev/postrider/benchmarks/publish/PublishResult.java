package dev.postrider.benchmarks.publish;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.stage.Rounds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures, and the bars. */
record PublishResult(Rounds<Slice> single, Rounds<Slice> few, Rounds<Slice> many, long events) {
    private static final double WAL_BAR = 1.08;
    private static final double CPU_BAR = 1.05;
    private static final double BULK_BAR = 15;
    private static final double MICROS_PER_SECOND = 1e6;

    Result result() {
        List<Figure> figures = new ArrayList<>(figures(single, "transactions/s", Slice::micros, "transaction", 1));
        double serverCpu = ratio(Publish.OURS, Publish.MINIMAL, Slice::serverMicros);
        double wal = ratio(Publish.OURS, Publish.MINIMAL, Slice::walBytes);
        figures.add(Figure.of("publish / minimal outbox row", "server CPU", serverCpu));
        figures.add(Figure.of(
                "publish / minimal outbox row, id returned",
                "server CPU",
                ratio(Publish.OURS, Publish.MINIMAL_ID, Slice::serverMicros)));
        figures.add(Figure.of(
                "postrider.publish() in SQL / minimal outbox row",
                "server CPU",
                ratio(Publish.OURS_SQL, Publish.MINIMAL, Slice::serverMicros)));
        figures.add(Figure.of("publish / minimal outbox row", "WAL", wal));
        figures.addAll(figures(few, "events/s without commit", Slice::writeMicros, "event", Publish.FEW));
        figures.addAll(figures(many, "events/s without commit", Slice::writeMicros, "event", Publish.MANY));
        double bulk = many.median(Publish.ONE_BY_ONE, Slice::writeMicros)
                / many.median(Publish.publishAll(Publish.MANY), Slice::writeMicros);
        figures.add(Figure.of(
                "publishAll of 1,000 / 1,000 publish, commit included",
                "events/s",
                many.median(Publish.ONE_BY_ONE, Slice::micros)
                        / many.median(Publish.publishAll(Publish.MANY), Slice::micros)));
        return new Result(
                "publish",
                figures,
                List.of(),
                List.of(
                        Goal.atMost("WAL of a transaction, publish / minimal outbox row", WAL_BAR, wal),
                        Goal.atMost("server CPU of a transaction, publish / minimal outbox row", CPU_BAR, serverCpu),
                        Goal.atLeast(
                                "events/s, publishAll of 1,000 / 1,000 publish in one transaction", BULK_BAR, bulk)),
                notes());
    }

    private List<String> notes() {
        return List.of(
                "A transaction is a business row of three texts and, but for the first, an event; both rows of one commit. The"
                        + " minimal outbox row is an id, a type, a jsonb with the rest, and a time, by INSERT without RETURNING;"
                        + " publish gives the event's id back, so the row whose id is returned stands beside it.",
                "Server CPU is that of the writer's own server process, WAL what the server wrote meanwhile; writers take"
                        + " turns, a connection each.",
                "Events of many in a transaction stand alone, without a business row. The bar counts from the first call to the"
                        + " last, without the commit, which is one wait for the disk however many there are.",
                String.format("Afterwards every one of the %,d events was compared with the outbox's rows.", events));
    }

    private static List<Figure> figures(
            Rounds<Slice> rounds, String rate, ToDoubleFunction<Slice> micros, String each, int inTransaction) {
        List<Figure> figures = new ArrayList<>();
        for (String name : rounds.names()) {
            figures.add(rounds.figure(
                    name, rate, name, slice -> MICROS_PER_SECOND * inTransaction / micros.applyAsDouble(slice)));
            figures.add(
                    rounds.figure(name, "server CPU µs/" + each, name, slice -> slice.serverMicros() / inTransaction));
            figures.add(
                    rounds.figure(name, "client CPU µs/" + each, name, slice -> slice.clientMicros() / inTransaction));
            figures.add(rounds.figure(name, "WAL B/" + each, name, slice -> slice.walBytes() / inTransaction));
        }
        return figures;
    }

    /** Of medians. */
    private double ratio(String ours, String theirs, ToDoubleFunction<Slice> value) {
        return single.median(ours, value) / single.median(theirs, value);
    }
}
