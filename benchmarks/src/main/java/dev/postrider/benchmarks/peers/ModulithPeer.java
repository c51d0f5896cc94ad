package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.PostgresDatabase;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.modulith.events.IncompleteEventPublications;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring Modulith's event publication registry with its JDBC starter: publications that are left are resubmitted. */
final class ModulithPeer extends Peer {
    private static final Map<String, Object> SETTINGS = Map.ofEntries(
            Map.entry("spring.modulith.events.completion-mode", "delete"),
            Map.entry("spring.modulith.events.jdbc.use-legacy-structure", "true"),
            Map.entry("spring.task.execution.pool.core-size", "16"),
            Map.entry("spring.datasource.hikari.maximum-pool-size", "40"),
            Map.entry("namastack.outbox.enabled", "false"));

    ModulithPeer() {
        super(
                "Spring Modulith 2.1.1",
                new Backlog(200, 20_000, 40_000),
                "JDBC starter in Spring Boot, resubmitIncompletePublications for the whole backlog, @ApplicationModuleListener on 16"
                        + " threads, 40 connections, completion mode DELETE, use-legacy-structure (without it each event is written three"
                        + " times instead of once, at about half the rate). Empty listener: it calls a method per event.");
    }

    @Override
    PeerRun drain(Stage stage, long events) throws Exception {
        Tally tally = new Tally(stage, events);
        try (PostgresDatabase database = stage.newDatabase();
                ConfigurableApplicationContext application =
                        SpringPeer.start(Application.class, database, tally, SETTINGS)) {
            fill(application, database, events);
            tally.begin();
            application.getBean(IncompleteEventPublications.class).resubmitIncompletePublications(publication -> true);
            return tally.end(() -> Long.parseLong(
                    database.queryOne("SELECT count(*) FROM event_publication WHERE completion_date IS NULL")));
        }
    }

    private static void fill(ConfigurableApplicationContext application, PostgresDatabase database, long events) {
        JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
        Map<String, Object> pattern = Objects.requireNonNull(
                application.getBean(TransactionTemplate.class).execute(transaction -> {
                    application.publishEvent(PeerEvent.pattern());
                    // It is to be looked at, and not to be handled.
                    transaction.setRollbackOnly();
                    return jdbc.queryForMap("SELECT listener_id, event_type, serialized_event FROM event_publication");
                }));
        jdbc.update(
                """
                INSERT INTO event_publication (id, listener_id, event_type, serialized_event, publication_date)
                SELECT gen_random_uuid(), ?, ?, %s, now() - interval '1 hour'
                FROM (SELECT CAST(? AS text) AS pattern) p, generate_series(1, %d) AS i""".formatted(PeerEvent.multiplied("p.pattern"), events),
                pattern.get("listener_id"),
                pattern.get("event_type"),
                pattern.get("serialized_event"));
        database.execute("VACUUM (ANALYZE) event_publication", "CHECKPOINT");
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Listener.class)
    static class Application {}

    /** Ticks it off. */
    public static class Listener {
        private final Tally tally;

        Listener(Tally tally) {
            this.tally = tally;
        }

        @ApplicationModuleListener
        public void on(PeerEvent event) {
            tally.handled(event.number());
        }
    }
}
