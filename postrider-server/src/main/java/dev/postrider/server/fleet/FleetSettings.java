package dev.postrider.server.fleet;

import dev.postrider.spring.config.DatabasesFile;
import dev.postrider.spring.config.InvalidSettingsException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Where a file lists the outboxes: refuses what makes no sense beside it, and sets what is different for many. */
final class FleetSettings implements EnvironmentPostProcessor, Ordered {

    static final String DATABASES_FILE = "postrider.databases-file";

    private static final String EXCLUDED = "spring.autoconfigure.exclude";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.getProperty(DATABASES_FILE, "").isBlank()) {
            return;
        }
        refuseBeside(
                environment,
                "spring.datasource.url",
                "DATABASE_URL (spring.datasource.url) is set, must be empty where POSTRIDER_DATABASES_FILE ("
                        + DATABASES_FILE + ") lists the databases: write it into the file");
        refuseBeside(
                environment,
                "postrider.relay.outbox",
                "POSTRIDER_RELAY_OUTBOX (postrider.relay.outbox) is set, must be empty where POSTRIDER_DATABASES_FILE ("
                        + DATABASES_FILE + ") lists the outboxes: in its lines, a name may follow the URL");
        DatabasesFile.read(file(environment));
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "postriderFleet",
                        Map.of(EXCLUDED, excluded(environment), "logging.pattern.correlation", "[%X{outbox:-}] ")));
        environment
                .getPropertySources()
                .addAfter(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new MapPropertySource("postriderFleetDefaults", Pools.DEFAULTS));
    }

    static Path file(Environment environment) {
        return Path.of(environment.getRequiredProperty(DATABASES_FILE));
    }

    private static void refuseBeside(ConfigurableEnvironment environment, String property, String message) {
        if (!environment.getProperty(property, "").isBlank()) {
            throw new InvalidSettingsException(message);
        }
    }

    /** There is no single data source, nor what Spring Boot would make of it. */
    private static String excluded(ConfigurableEnvironment environment) {
        return Stream.of(
                        environment.getProperty(EXCLUDED, ""),
                        "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
                .filter(names -> !names.isBlank())
                .collect(Collectors.joining(","));
    }

    /** After the variables were mapped to properties. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 1;
    }
}
