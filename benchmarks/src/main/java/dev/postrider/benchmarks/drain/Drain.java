package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.scenario.Scenario;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.relay.RelaySettings;
import dev.postrider.relay.sink.EventJson;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** A backlog of a million events, delivered. */
public final class Drain implements Scenario {
    @Override
    public String name() {
        return "drain";
    }

    @Override
    public String question() {
        return "How fast does a backlog cross, beside the least that PostgreSQL and ClickHouse need to read and to store it?";
    }

    @Override
    public Result run(Stage stage) throws Exception {
        long events = stage.length().pick(2_000L, 1_000_000L, 1_000_000L);
        try (PostgresDatabase outbox = stage.newOutbox()) {
            OutboxFill.events(outbox, events);
            stage.say("filled " + events);
            RowCheck.Expected expected = RowCheck.expected(outbox);
            Map<String, Callable<RelayRun>> contenders = new LinkedHashMap<>();
            contenders.put("none/50k", () -> deliver(stage, outbox, events, expected, EventJson.NONE, 50_000));
            Rounds<RelayRun> rounds = Rounds.take(stage, contenders);
            List<Figure> figures = new ArrayList<>();
            figures.add(rounds.figure("relay, none, 50k", "events/s", "none/50k", RelayRun::rate));
            return new Result(name(), figures, List.of(), List.of(), List.of());
        }
    }

    private static RelayRun deliver(
            Stage stage, PostgresDatabase outbox, long events, RowCheck.Expected expected, EventJson way, int batch)
            throws Exception {
        OutboxFill.forgetDelivery(outbox);
        try (ClickHouseDatabase eventLog = stage.newEventLog()) {
            RelayRun run = RelayRun.deliver(
                    stage,
                    outbox,
                    stage.target(eventLog).withEventJson(way),
                    RelaySettings.defaults().withBatchSize(batch),
                    events);
            expected.compare(eventLog, "event_log");
            return run;
        }
    }
}
