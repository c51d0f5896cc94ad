package dev.postrider.spring.health;

import dev.postrider.relay.Relay;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.watch.OutboxWatch;
import dev.postrider.spring.watch.SinkWatch;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Health under the name {@code postrider}: {@code postgres}, {@code delivery}, {@code lag}, {@code budget} and, where a relay runs in this
 * process, {@code clickhouse} and {@code relay}.
 *
 * <p>None of it belongs to the groups {@code liveness} and {@code readiness}: a restart mends no database, and an application
 * goes on publishing while ClickHouse is away.
 */
@AutoConfiguration(afterName = "dev.postrider.spring.PostriderAutoConfiguration")
@ConditionalOnClass(HealthContributor.class)
@ConditionalOnEnabledHealthIndicator("postrider")
@ConditionalOnBean(OutboxWatch.class)
public final class PostriderHealthAutoConfiguration {

    @Bean
    CompositeHealthContributor postriderHealthContributor(
            OutboxWatch outbox,
            ObjectProvider<SinkWatch> sink,
            ObjectProvider<Relay> relay,
            PostriderProperties properties) {
        return CompositeHealthContributor.fromMap(
                OutboxHealth.parts(outbox, sink.getIfAvailable(), relay.getIfAvailable(), properties));
    }
}
