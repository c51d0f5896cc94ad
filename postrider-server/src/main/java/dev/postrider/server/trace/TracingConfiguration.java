package dev.postrider.server.trace;

import io.micrometer.tracing.exporter.SpanExportingPredicate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the server traces: batches, and not that somebody asks for its health and its metrics every few seconds. */
@Configuration(proxyBeanMethods = false)
class TracingConfiguration {

    @Bean
    SpanExportingPredicate withoutActuator() {
        return span -> !span.getTags().getOrDefault("http.url", "").startsWith("/actuator");
    }
}
