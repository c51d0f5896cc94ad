package dev.postrider.benchmarks.publish;

import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.scenario.Scenario;
import dev.postrider.benchmarks.stage.Rounds;
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

/** A business row alone, with a minimal outbox row, with a published event; and many events in one transaction. */
public final class Publish extends Scenario {
    static final String ALONE = "business row alone";
    static final String MINIMAL = "+ minimal outbox row";
    static final String MINIMAL_ID = "+ minimal outbox row, id returned";
    static final String OURS = "+ publish";
    static final String OURS_SQL = "+ postrider.publish() in SQL";

    static final String ONE_BY_ONE = "1,000 publish";
    static final int FEW = 10;
    static final int MANY = 1_000;

    private static final String CALL = "SELECT postrider.publish(?, ?::json, ?)";

    private final Outbox outbox = Outbox.create(OutboxSettings.defaults().withEnvironment(Sample.ENVIRONMENT));

    static String publishAll(int events) {
        return "publishAll of " + events;
    }

    static String multiRow(int events) {
        return "minimal INSERT of " + events;
    }

    public Publish() {
        super(
                "publish",
                "What does an event cost the transaction that publishes it, beside a plain row in a plain outbox?");
    }

    @Override
    public Result run(Stage stage) throws Exception {
        Published published = new Published();
        AtomicLong numbers = new AtomicLong(100_000);
        try (PostgresDatabase database = stage.newOutbox();
                Writers writers = new Writers(database, numbers)) {
            Tables.create(database);
            Rounds<Slice> single = rounds(
                    stage, writers.slices(singles(published), 1, stage.length().pick(5, 200, 400)));
            Rounds<Slice> few = rounds(
                    stage, writers.slices(few(published), FEW, stage.length().pick(2, 50, 100)));
            Rounds<Slice> many = rounds(
                    stage, writers.slices(many(published), MANY, stage.length().pick(1, 5, 10)));
            long events = published.compare(database);
            return new PublishResult(single, few, many, events).result();
        }
    }

    /** Slices are short, so there are many. */
    private static Rounds<Slice> rounds(Stage stage, Map<String, Callable<Slice>> slices) throws Exception {
        return Rounds.take(stage, stage.length().pick(0, 2, 3), stage.length().pick(1, 15, 60), slices);
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

    /** The writers of a run, a connection each. */
    private static final class Writers implements AutoCloseable {
        private static final int BEFORE_A_SLICE = 10;

        private final PostgresDatabase database;
        private final AtomicLong numbers;
        private final List<Writer> open = new ArrayList<>();

        Writers(PostgresDatabase database, AtomicLong numbers) {
            this.database = database;
            this.numbers = numbers;
        }

        Map<String, Callable<Slice>> slices(Map<String, Writer.Transaction> kinds, int events, int transactions)
                throws SQLException {
            Map<String, Callable<Slice>> slices = new LinkedHashMap<>();
            for (Map.Entry<String, Writer.Transaction> kind : kinds.entrySet()) {
                Writer writer = new Writer(database, kind.getValue(), events, numbers);
                open.add(writer);
                int before = Math.min(BEFORE_A_SLICE, transactions);
                slices.put(kind.getKey(), () -> writer.slice(before, transactions));
            }
            return slices;
        }

        @Override
        public void close() throws SQLException {
            for (Writer writer : open) {
                writer.close();
            }
        }
    }
}
