package dev.postrider.server.trace;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Leaves out all that traces, a tracer too, as long as no endpoint is set that traces go to: then nothing is gathered, and the start loads
 * none of it.
 */
final class TracingWhereAsked implements AutoConfigurationImportFilter, EnvironmentAware {

    /** OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_TRACES_ENDPOINT are mapped to it by Spring Boot. */
    private static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

    private Environment environment = new StandardEnvironment();

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public boolean[] match(@Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean isAsked = !environment.getProperty(ENDPOINT, "").isBlank();
        boolean[] matches = new boolean[autoConfigurations.length];
        for (int i = 0; i < matches.length; i++) {
            matches[i] = isAsked || !traces(autoConfigurations[i]);
        }
        return matches;
    }

    private static boolean traces(@Nullable String name) {
        return name != null
                && (name.startsWith("org.springframework.boot.micrometer.tracing.")
                        || name.startsWith("org.springframework.boot.opentelemetry."));
    }
}
