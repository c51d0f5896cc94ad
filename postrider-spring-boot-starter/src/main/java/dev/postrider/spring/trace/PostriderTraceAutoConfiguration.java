package dev.postrider.spring.trace;

import dev.postrider.relay.trace.BatchTracer;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Traces publishing and batches, and gives published events their trace, where the application traces with Micrometer. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration"
        })
@ConditionalOnClass(Tracer.class)
@ConditionalOnBean(Tracer.class)
public final class PostriderTraceAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    TraceParents traceParents(Tracer tracer) {
        return new MicrometerTraceParents(tracer);
    }

    @Bean
    @ConditionalOnMissingBean
    BatchTracer postriderBatchTracer(Tracer tracer) {
        return new MicrometerBatchTracer(tracer);
    }

    @Bean
    @ConditionalOnBean(ObservationRegistry.class)
    PublishSpans postriderPublishSpans(ObservationRegistry registry) {
        return new MicrometerPublishSpans(registry);
    }
}
