package dev.postrider.benchmarks.publish;

import dev.postrider.benchmarks.publish.Writer.Slice;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** A business row alone, with a minimal outbox row, with a published event; and many events in one transaction. */
public final class Publish extends Scenario {
    private static final String ALONE = "business row alone";
    private static final String MINIMAL = "+ minimal outbox row";
    private static final String MINIMAL_ID = "+ minimal outbox row, id returned";
    private static final String OURS = "+ publish";
    private static final String OURS_SQL = "+ postrider.publish() in SQL";

    private static final String ONE_BY_ONE = "1,000 publish";
    private static final int FEW = 10;
    private static final int MANY = 1_000;

    private static final double WAL_BAR = 1.08;
    private static final double CPU_BAR = 1.05;
    private static final double BULK_BAR = 15;
    private static final double MICROS_PER_SECOND = 1e6;

    private static final int BEFORE_A_SLICE = 10;

    private static final String CALL = "SELECT postrider.publish(?, ?::json, ?)";

    private final Outbox outbox = Outbox.create(OutboxSettings.defaults().withEnvironment(Sample.ENVIRONMENT));

    private static String publishAll(int events) {
        return "publishAll of " + events;
    }

    private static String multiRow(int events) {
        return "minimal INSERT of " + events;
    }

    public Publish() {
        super(
                "publish",
                "What does an event cost the transaction that publishes it, beside a plain row in a plain outbox?");
    }

    @Override
    protected void measure(Stage stage, Measurements findings) throws Exception {
        Published published = new Published();
        try (PostgresDatabase database = stage.newOutbox()) {
            Tables.create(database);
            Turns turns = new Turns(stage, database, new AtomicLong(100_000));
            tell(
                    turns.take(singles(published), 1, stage.length().pick(5, 200, 400)),
                    turns.take(few(published), FEW, stage.length().pick(2, 50, 100)),
                    turns.take(many(published), MANY, stage.length().pick(1, 5, 10)),
                    findings);
            findings.note(
                    "A transaction is a business row of three texts and, but for the first, an event; both rows of one commit. The"
                            + " minimal outbox row is an id, a type, a jsonb with the rest, and a time, by INSERT without RETURNING;"
                            + " publish gives the event's id back, so the row whose id is returned stands beside it.",
                    "Server CPU is that of the writer's own server process, WAL what the server wrote meanwhile; writers take"
                            + " turns, a connection each.",
                    "Events of many in a transaction stand alone, without a business row. The bar counts from the first call to the"
                            + " last, without the commit, which is one wait for the disk however many there are.",
                    String.format(
                            "Afterwards every one of the %,d events was compared with the outbox's rows.",
                            published.compare(database)));
        }
    }

    private static void tell(Rounds<Slice> single, Rounds<Slice> few, Rounds<Slice> many, Measurements findings) {
        tell(single, "transactions/s", Slice::micros, "transaction", 1, findings);
        double serverCpu = single.ratio(OURS, MINIMAL, Slice::serverMicros);
        double wal = single.ratio(OURS, MINIMAL, Slice::walBytes);
        findings.add(
                Figure.of("publish / minimal outbox row", "server CPU", serverCpu),
                Figure.of(
                        "publish / minimal outbox row, id returned",
                        "server CPU",
                        single.ratio(OURS, MINIMAL_ID, Slice::serverMicros)),
                Figure.of(
                        "postrider.publish() in SQL / minimal outbox row",
                        "server CPU",
                        single.ratio(OURS_SQL, MINIMAL, Slice::serverMicros)),
                Figure.of("publish / minimal outbox row", "WAL", wal));
        tell(few, "events/s without commit", Slice::writeMicros, "event", FEW, findings);
        tell(many, "events/s without commit", Slice::writeMicros, "event", MANY, findings);
        double bulk = many.ratio(ONE_BY_ONE, publishAll(MANY), Slice::writeMicros);
        findings.add(Figure.of(
                "publishAll of 1,000 / 1,000 publish, commit included",
                "events/s",
                many.ratio(ONE_BY_ONE, publishAll(MANY), Slice::micros)));
        findings.add(
                Goal.atMost("WAL of a transaction, publish / minimal outbox row", WAL_BAR, wal),
                Goal.atMost("server CPU of a transaction, publish / minimal outbox row", CPU_BAR, serverCpu),
                Goal.atLeast("events/s, publishAll of 1,000 / 1,000 publish in one transaction", BULK_BAR, bulk));
    }

    private static void tell(
            Rounds<Slice> rounds,
            String rate,
            ToDoubleFunction<Slice> micros,
            String each,
            int inTransaction,
            Measurements findings) {
        for (String name : rounds.names()) {
            findings.add(
                    rounds.figure(
                            name, rate, name, slice -> MICROS_PER_SECOND * inTransaction / micros.applyAsDouble(slice)),
                    rounds.figure(name, "server CPU µs/" + each, name, slice -> slice.serverMicros() / inTransaction),
                    rounds.figure(name, "client CPU µs/" + each, name, slice -> slice.clientMicros() / inTransaction),
                    rounds.figure(name, "WAL B/" + each, name, slice -> slice.walBytes() / inTransaction));
        }
    }

    private Map<String, Writer.Transaction> singles(Published published) {
        Map<String, Writer.Transaction> singles = new LinkedHashMap<>();
        singles.put(ALONE, Tables::insertAccount);
        singles.put(MINIMAL, (connection, n) -> {
            Tables.insertAccount(connection, n);
            Tables.insertMinimal(connection, n);
        });
        singles.put(MINIMAL_ID, (connection, n) -> {
            Tables.insertAccount(connection, n);
            Tables.insertMinimalForId(connection, n);
        });
        singles.put(OURS, (connection, n) -> {
            Tables.insertAccount(connection, n);
            outbox.publish(connection, Sample.event(n));
            published.add(n, 1);
        });
        singles.put(OURS_SQL, (connection, n) -> {
            Tables.insertAccount(connection, n);
            call(connection, n);
            published.add(n, 1);
        });
        return singles;
    }

    private Map<String, Writer.Transaction> few(Published published) {
        Map<String, Writer.Transaction> few = new LinkedHashMap<>();
        few.put(multiRow(FEW), (connection, n) -> Tables.insertMinimal(connection, n, FEW));
        few.put(publishAll(FEW), publishAll(FEW, published));
        return few;
    }

    private Map<String, Writer.Transaction> many(Published published) {
        Map<String, Writer.Transaction> many = new LinkedHashMap<>();
        many.put(multiRow(MANY), (connection, n) -> Tables.insertMinimal(connection, n, MANY));
        many.put(publishAll(MANY), publishAll(MANY, published));
        many.put(ONE_BY_ONE, (connection, from) -> {
            for (long n = from; n < from + MANY; n++) {
                outbox.publish(connection, Sample.event(n));
            }
            published.add(from, MANY);
        });
        return many;
    }

    private Writer.Transaction publishAll(int events, Published published) {
        return (connection, n) -> {
            outbox.publishAll(connection, Sample.events(n, events));
            published.add(n, events);
        };
    }

    private static void call(Connection connection, long n) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(CALL)) {
            call.setString(1, Sample.TYPE);
            call.setString(2, Sample.context(n));
            call.setString(3, Sample.ENVIRONMENT);
            Writer.one(call);
        }
    }

    /** Writers that take turns, a connection each; {@code numbers} is what all of them count on. */
    private record Turns(Stage stage, PostgresDatabase database, AtomicLong numbers) {

        /** Slices are short, so there are many. */
        Rounds<Slice> take(Map<String, Writer.Transaction> kinds, int events, int transactions) throws Exception {
            int before = Math.min(BEFORE_A_SLICE, transactions);
            List<Writer> writers = new ArrayList<>();
            Map<String, Callable<Slice>> slices = new LinkedHashMap<>();
            try {
                for (Map.Entry<String, Writer.Transaction> kind : kinds.entrySet()) {
                    Writer writer = new Writer(database, kind.getValue(), events, numbers);
                    writers.add(writer);
                    slices.put(kind.getKey(), () -> writer.slice(before, transactions));
                }
                return Rounds.take(
                        stage, stage.length().pick(0, 2, 3), stage.length().pick(1, 15, 60), slices);
            } finally {
                for (Writer writer : writers) {
                    writer.close();
                }
            }
        }
    }
}
