package dev.postrider.server.fleet;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.relay.Relay;
import dev.postrider.relay.SharedProcess;
import dev.postrider.relay.fleet.Member;
import dev.postrider.relay.memory.BatchMemory;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayListeners;
import dev.postrider.relay.trace.BatchTracer;
import dev.postrider.spring.config.DatabasesFile;
import dev.postrider.spring.config.OutboxDatabase;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.metrics.OutboxMeters;
import dev.postrider.spring.sentry.SentryReports;
import dev.postrider.spring.watch.OutboxWatch;
import dev.postrider.spring.watch.SinkWatch;
import io.micrometer.core.instrument.MeterRegistry;
import io.sentry.IScopes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Delivery from all outboxes of a file, in place of the starter's from one. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnDatabasesFile.class)
@EnableConfigurationProperties(PostriderProperties.class)
class FleetConfiguration {

    /** Migrations are work for both sides; a database that does not answer holds one of these for three seconds. */
    private static final int STARTS_AT_ONCE = 8;

    /** A third of the heap is for batches on their way; the rest is for everything that a fleet has besides. */
    private static final int SHARE_OF_HEAP = 3;

    /** Threads for what all outboxes have done for them now and then: their schemas at the start, their pools. */
    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService fleetStarts() {
        return threads("postrider-fleet", STARTS_AT_ONCE);
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService fleetHousekeeper() {
        return threads("postrider-pools", 1);
    }

    private static ScheduledExecutorService threads(String name, int number) {
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(number, task -> {
            Thread daemon = new Thread(task, name);
            daemon.setDaemon(true);
            return daemon;
        });
        threads.setRemoveOnCancelPolicy(true);
        return threads;
    }

    /** Whether ClickHouse answers is asked once for all outboxes. */
    @Bean(destroyMethod = "close")
    QueryableSink fleetWatchedSink(PostriderProperties properties) {
        return Sinks.create(properties.clickhouse().settings());
    }

    @Bean
    SinkWatch fleetSinkWatch(QueryableSink sink) {
        return new SinkWatch(sink);
    }

    /** This process among those that share the outboxes. */
    @Bean
    Member fleetMember(PostriderProperties properties) {
        String name = properties.processName();
        return new Member(
                name.isEmpty() ? Member.defaultName() : name, properties.relay().leaseTerm());
    }

    @Bean
    Fleet fleet(
            Environment environment,
            PostriderProperties properties,
            Member member,
            ScheduledExecutorService fleetStarts,
            ScheduledExecutorService fleetHousekeeper,
            MeterRegistry registry,
            ObjectProvider<IScopes> sentry,
            ObjectProvider<BatchTracer> tracer) {
        Pools pools = new Pools(environment, fleetHousekeeper);
        SharedProcess process = new SharedProcess(BatchMemory.shared(
                Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP,
                properties.relaySettings().bounds()));
        List<OutboxDatabase> databases = DatabasesFile.read(FleetSettings.file(environment));
        List<FleetOutbox> outboxes = new ArrayList<>();
        for (OutboxDatabase outbox : databases) {
            String name = outbox.outbox();
            OutboxMeters meters = new OutboxMeters(registry, name);
            List<RelayListener> listeners = new ArrayList<>(List.of(meters.counting()));
            sentry.ifAvailable(scopes -> listeners.addAll(SentryReports.of(scopes, name)));
            HikariDataSource pool = pools.pool(outbox);
            SchemaWait schema =
                    new SchemaWait(name, Pools.direct(outbox.database()), properties.migrate(), fleetStarts);
            Relay relay = new Relay(
                    pool,
                    Sinks.create(properties.clickhouse().settings()),
                    properties.relaySettings().withOutbox(name),
                    new RelayListeners(listeners),
                    process.around(member.turn(name, pool)).withTracer(tracer.getIfAvailable(BatchTracer::none)));
            OutboxWatch watch = OutboxWatch.oneOf(databases.size(), pool);
            FleetOutbox made = new FleetOutbox(name, pool, schema, watch, relay);
            made.show(meters, properties);
            outboxes.add(made);
        }
        return new Fleet(outboxes, fleetStarts, properties.relay().stopTimeout());
    }

    @Bean
    FleetEndpoint fleetEndpoint(Member member) {
        return new FleetEndpoint(member);
    }

    @Bean
    FleetMeters fleetMeters(Fleet fleet, Member member) {
        return new FleetMeters(fleet, member);
    }

    @Bean
    ConsoleOutboxes fleetConsoleOutboxes(Fleet fleet) {
        return new ConsoleOutboxes(
                fleet.outboxes().stream().map(FleetOutbox::shown).toList());
    }

    @Bean
    CompositeHealthContributor postriderHealthContributor(Fleet fleet, SinkWatch sink, PostriderProperties properties) {
        Map<String, HealthContributor> outboxes = new LinkedHashMap<>();
        fleet.outboxes().forEach(outbox -> outboxes.put(outbox.name(), outbox.health(sink, properties)));
        return CompositeHealthContributor.fromMap(outboxes);
    }
}
