package dev.postrider.spring;

import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.await.DeliveryWatch;
import dev.postrider.relay.Relay;
import dev.postrider.relay.Surroundings;
import dev.postrider.relay.await.QueryableWatch;
import dev.postrider.relay.memory.BatchMemory;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayListeners;
import dev.postrider.relay.trace.BatchTracer;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.trace.PublishSpans;
import dev.postrider.spring.trace.TraceParents;
import dev.postrider.spring.watch.OutboxWatch;
import dev.postrider.spring.watch.SinkWatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The outbox and the relay, as beans. Each steps back for a bean of the application's own.
 *
 * <p>The relay borrows connections of the application's own data source, four at most at once and each for one short
 * transaction; a pool of less than six would make requests wait for it.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnSingleCandidate(DataSource.class)
@EnableConfigurationProperties(PostriderProperties.class)
public final class PostriderAutoConfiguration {

    /** {@code postrider_events_published_total}: events of {@link EventPublisher} whose transaction was committed. */
    static final String PUBLISHED = "postrider.events.published";

    @Bean
    @ConditionalOnMissingBean
    Outbox outbox(PostriderProperties properties, ObjectProvider<TraceParents> traceParents) {
        Outbox outbox = Outbox.create(properties.outboxSettings());
        TraceParents source = traceParents.getIfAvailable();
        return source == null ? outbox : outbox.withTraceParents(source::current);
    }

    /** The publisher needs the schema, so it is made after it. */
    @Bean
    @ConditionalOnMissingBean
    EventPublisher eventPublisher(
            Outbox outbox,
            DataSource dataSource,
            SchemaStart schema,
            ObjectProvider<MeterRegistry> registry,
            ObjectProvider<PublishSpans> spans) {
        return new EventPublisher(
                outbox,
                dataSource,
                publishedCount(registry.getIfAvailable()),
                spans.orderedStream().toList());
    }

    @Bean
    SchemaStart postriderSchema(DataSource dataSource, PostriderProperties properties) {
        return new SchemaStart(dataSource, properties.migrate());
    }

    @Bean
    OutboxWatch postriderOutboxWatch(DataSource dataSource) {
        return new OutboxWatch(dataSource);
    }

    /** Looks only while somebody waits. */
    @Bean
    @ConditionalOnMissingBean
    DeliveryWatch deliveryWatch(DataSource dataSource) {
        return new DeliveryWatch(dataSource);
    }

    private static LongConsumer publishedCount(@Nullable MeterRegistry registry) {
        if (registry == null) {
            return events -> {};
        }
        Counter counter = Counter.builder(PUBLISHED)
                .description(
                        "Events that this process published with EventPublisher, counted when their transaction commits; not those"
                                + " of SQL")
                .register(registry);
        return counter::increment;
    }

    /** Delivery, where it is not left to a process of its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "postrider.relay.enabled", havingValue = "true", matchIfMissing = true)
    static class RelayConfiguration {

        /** The relay closes it. */
        @Bean(destroyMethod = "")
        @ConditionalOnMissingBean(Sink.class)
        QueryableSink clickHouseSink(PostriderProperties properties) {
            return Sinks.create(properties.clickhouse().settings());
        }

        @Bean
        @ConditionalOnBean(QueryableSink.class)
        SinkWatch postriderSinkWatch(QueryableSink sink) {
            return new SinkWatch(sink);
        }

        /** Looks, and connects to ClickHouse, only while somebody waits. */
        @Bean
        @ConditionalOnMissingBean
        QueryableWatch queryableWatch(DataSource dataSource, PostriderProperties properties) {
            return QueryableWatch.of(dataSource, properties.clickhouse().settings());
        }

        /** Its lifecycle bean closes it. */
        @Bean(destroyMethod = "")
        Relay relay(
                DataSource dataSource,
                Sink sink,
                PostriderProperties properties,
                ObjectProvider<RelayListener> listeners,
                ObjectProvider<BatchTracer> tracer) {
            RelaySettings settings = properties.relaySettings();
            return new Relay(
                    dataSource,
                    sink,
                    settings,
                    new RelayListeners(listeners.orderedStream().toList()),
                    Surroundings.ofOne(BatchMemory.ofOne(settings.bounds()))
                            .withTracer(tracer.getIfAvailable(BatchTracer::none)));
        }

        @Bean
        RelayLifecycle relayLifecycle(Relay relay, SchemaStart schema, PostriderProperties properties) {
            return new RelayLifecycle(relay, schema, properties.relay().stopTimeout());
        }
    }
}
