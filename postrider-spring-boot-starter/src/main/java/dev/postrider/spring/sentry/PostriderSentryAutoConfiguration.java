package dev.postrider.spring.sentry;

import dev.postrider.relay.Relay;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.spring.log.MaskedFields;
import dev.postrider.spring.trace.PublishSpans;
import io.sentry.EventProcessor;
import io.sentry.IScopes;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Reports to Sentry, where the application has its starter on the class path and a DSN configured. */
@AutoConfiguration(
        afterName = {"dev.postrider.spring.PostriderAutoConfiguration", "io.sentry.spring.boot4.SentryAutoConfiguration"
        })
@ConditionalOnClass(name = "io.sentry.spring.boot4.SentryAutoConfiguration")
@ConditionalOnBean(IScopes.class)
public final class PostriderSentryAutoConfiguration {

    @Bean
    EventProcessor postriderLogContextProcessor(Environment environment) {
        return new LogContextProcessor(MaskedFields.of(environment));
    }

    @Bean
    PublishSpans postriderQueuePublishSpans(IScopes sentry) {
        return new QueuePublishSpans(sentry);
    }

    @Bean
    @ConditionalOnBean(Relay.class)
    RelayListener postriderOutageReports(IScopes sentry) {
        return new OutageReports(sentry, null);
    }

    @Bean
    @ConditionalOnBean(Relay.class)
    RelayListener postriderBatchTransactions(IScopes sentry) {
        return new BatchTransactions(sentry, null);
    }
}
