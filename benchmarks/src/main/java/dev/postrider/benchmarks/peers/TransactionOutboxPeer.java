package dev.postrider.benchmarks.peers;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.Submitter;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.PostgresDatabase;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** transaction-outbox by gruelbox: {@code flush} in a loop, work in a pool of threads, in no order. */
final class TransactionOutboxPeer extends Peer {
    private static final int WORKERS = 16;
    private static final int BATCH = 4_096;

    /** What is called for each event; the library stores the call. */
    public interface Handler {
        void handle(int number, String eventType, String environment, String eventContext);
    }

    TransactionOutboxPeer() {
        super(
                "transaction-outbox 4.2.268",
                new Backlog(200, 15_000, 40_000),
                "flush() in a loop without a pause, flushBatchSize " + BATCH + ", " + WORKERS
                        + " threads and as many connections, no topics (unordered is the faster), PostgreSQL dialect with SKIP LOCKED."
                        + " 7.0.707, built from its sources, took the same CPU time per event."
                        + " Empty handler: it calls a method per event and can't batch into ClickHouse, so this is its upper bound.");
    }

    @Override
    PeerRun drain(Stage stage, long events) throws Exception {
        try (PostgresDatabase database = stage.newDatabase();
                HikariDataSource pool = pool(database)) {
            fill(database, TransactionManager.fromDataSource(pool), events);
            Tally tally = new Tally(stage, events);
            Handler handler = (number, eventType, environment, eventContext) -> tally.handled(number);
            ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
            try {
                TransactionOutbox outbox = TransactionOutbox.builder()
                        .transactionManager(TransactionManager.fromDataSource(pool))
                        .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
                        .instantiator(Instantiator.using(type -> handler))
                        .submitter(Submitter.withExecutor(workers))
                        .flushBatchSize(BATCH)
                        .build();
                tally.begin();
                while (outbox.flush()) {
                    // What it found is the workers' now; what they have not done in two minutes it would find again.
                }
                workers.shutdown();
                workers.awaitTermination(5, TimeUnit.MINUTES);
                return tally.end(() -> Long.parseLong(database.queryOne("SELECT count(*) FROM txno_outbox")));
            } finally {
                workers.shutdownNow();
            }
        }
    }

    private static HikariDataSource pool(PostgresDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setMaximumPoolSize(WORKERS + 2);
        return new HikariDataSource(config);
    }

    private static void fill(PostgresDatabase database, TransactionManager transactions, long events) {
        TransactionOutbox writing = TransactionOutbox.builder()
                .transactionManager(transactions)
                .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
                .submitter((entry, work) -> {})
                .build();
        PeerEvent pattern = PeerEvent.pattern();
        transactions.inTransaction(() -> writing.schedule(Handler.class)
                .handle(pattern.number(), pattern.eventType(), pattern.environment(), pattern.eventContext()));
        database.execute(
                """
                INSERT INTO txno_outbox (id, invocation, nextattempttime, attempts, blocked, version, processed)
                SELECT gen_random_uuid()::text, %s, '2020-01-01', p.attempts, p.blocked, p.version, p.processed
                FROM txno_outbox p, generate_series(1, %d) AS i""".formatted(PeerEvent.multiplied("p.invocation"), events),
                "DELETE FROM txno_outbox WHERE nextattempttime > '2020-01-02'",
                "VACUUM (ANALYZE) txno_outbox",
                "CHECKPOINT");
    }
}
