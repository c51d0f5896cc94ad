package dev.postrider.spring.metrics;

import dev.postrider.relay.Relay;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.watch.OutboxWatch;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The meters, where the application has a registry for them. */
@AutoConfiguration(
        afterName = {
            "dev.postrider.spring.PostriderAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({MeterRegistry.class, OutboxWatch.class})
public final class PostriderMetricsAutoConfiguration {

    @Bean
    MeterBinder postriderOutboxGauges(OutboxWatch outbox, PostriderProperties properties) {
        return new OutboxGauges(outbox, properties.budget().settings(), Tags.empty());
    }

    @Bean
    @ConditionalOnBean(Relay.class)
    MeterBinder postriderRelayGauges(Relay relay) {
        return new RelayGauges(relay, Tags.empty());
    }

    @Bean
    @ConditionalOnBean(Relay.class)
    MeterBinder postriderServingGauges(Relay relay) {
        return new ServingGauges(relay, Tags.empty());
    }

    @Bean
    @ConditionalOnBean(Relay.class)
    RelayListener postriderRelayMeters(MeterRegistry registry) {
        return new RelayMeters(registry, Tags.empty());
    }
}
