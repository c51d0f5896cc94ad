package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.Patience;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.PostgresDatabase;
import io.namastack.outbox.Outbox;
import io.namastack.outbox.handler.OutboxRecordMetadata;
import io.namastack.outbox.handler.OutboxTypedHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** namastack-outbox with its JDBC starter. */
final class NamastackPeer extends Peer {
    private static final Map<String, Object> SETTINGS = Map.ofEntries(
            Map.entry("namastack.outbox.polling.trigger", "fixed"),
            Map.entry("namastack.outbox.polling.fixed.interval", "25ms"),
            Map.entry("namastack.outbox.polling.batch-size", "4000"),
            Map.entry("namastack.outbox.processing.executor-core-pool-size", "16"),
            Map.entry("namastack.outbox.processing.executor-max-pool-size", "32"),
            Map.entry("namastack.outbox.processing.delete-completed-records", "true"),
            Map.entry("namastack.outbox.instance.heartbeat-interval", "1s"),
            Map.entry("namastack.outbox.instance.stale-instance-timeout", "10s"),
            Map.entry("namastack.outbox.instance.rebalance-interval", "1s"),
            Map.entry("namastack.outbox.multicaster.enabled", "false"),
            Map.entry("spring.datasource.hikari.maximum-pool-size", "30"),
            Map.entry("spring.modulith.events.jdbc.schema-initialization.enabled", "false"));

    private static final int PARTITIONS = 256;

    NamastackPeer() {
        super(
                "namastack-outbox 1.6.0",
                new Backlog(200, 20_000, 40_000),
                "JDBC starter in Spring Boot, polling every 25 ms, 4,000 keys a poll, 16 threads (up to 32), 30 connections, completed"
                        + " records deleted, a key per event: its documentation's profile for throughput on platform threads, with the batch"
                        + " size and the deletion that were faster here. Its clock begins with the first event handled. 1.8.1"
                        + " sends the same statements. Empty handler: it calls a method per event.");
    }

    @Override
    PeerRun drain(Stage stage, long events) throws Exception {
        Tally tally = new Tally(stage, events);
        try (PostgresDatabase database = stage.newDatabase();
                ConfigurableApplicationContext application =
                        SpringPeer.start(Application.class, database, tally, SETTINGS)) {
            Patience.await(
                    "partitions taken",
                    PARTITIONS,
                    () -> Long.parseLong(
                            database.queryOne("SELECT count(*) FROM outbox_partition WHERE instance_id IS NOT NULL")));
            fill(application, events);
            return tally.end(() -> Long.parseLong(
                    database.queryOne("SELECT count(*) FROM outbox_record WHERE status <> 'COMPLETED'")));
        }
    }

    /** It polls already: the backlog and its statistics appear in one commit. */
    private static void fill(ConfigurableApplicationContext application, long events) throws SQLException {
        JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
        DataSource connections = application.getBean(DataSource.class);
        Outbox outbox = application.getBean(Outbox.class);
        application.getBean(TransactionTemplate.class).executeWithoutResult(transaction -> {
            outbox.schedule(PeerEvent.pattern(), "pattern");
            jdbc.execute("CREATE TABLE pattern AS SELECT * FROM outbox_record");
            jdbc.update("DELETE FROM outbox_record");
        });
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("""
                    INSERT INTO outbox_record (id, status, record_key, record_type, payload, context, created_at,
                      completed_at, failure_count, failure_reason, next_retry_at, partition_no, handler_id)
                    SELECT gen_random_uuid()::text, p.status, 'user:' || i, p.record_type, %s, p.context, p.created_at,
                      p.completed_at, p.failure_count, p.failure_reason, p.next_retry_at, i %% %d, p.handler_id
                    FROM pattern p, generate_series(1, %d) AS i""".formatted(PeerEvent.multiplied("p.payload"), PARTITIONS, events));
            statement.execute("ANALYZE outbox_record");
            connection.commit();
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.modulith.events.config.EventPublicationAutoConfiguration",
                "org.springframework.modulith.events.config.EventExternalizationAutoConfiguration",
                "org.springframework.modulith.events.jdbc.JdbcEventPublicationAutoConfiguration"
            })
    @Import(Handler.class)
    static class Application {}

    /** Ticks it off. */
    public static class Handler implements OutboxTypedHandler<PeerEvent> {
        private final Tally tally;

        Handler(Tally tally) {
            this.tally = tally;
        }

        @Override
        public void handle(PeerEvent payload, OutboxRecordMetadata metadata) {
            tally.handled(payload.number());
        }
    }
}
