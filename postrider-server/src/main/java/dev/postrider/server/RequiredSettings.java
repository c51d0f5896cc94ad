package dev.postrider.server;

import dev.postrider.spring.config.InvalidSettingsException;
import dev.postrider.spring.config.MisspelledVariables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Refuses to start a relay that could not deliver whatever happens, and names variables that are misspelt. */
final class RequiredSettings implements EnvironmentPostProcessor, Ordered {

    private static final Map<String, String> PATHS =
            Map.of("postrider.console.path", "/console", "postrider.console.api-path", "/api/v1");

    private final Log log;

    /** @param logs for what is said before there is a log */
    RequiredSettings(DeferredLogFactory logs) {
        this.log = logs.getLog(RequiredSettings.class);
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        List<String> misspelled =
                MisspelledVariables.among(environment.getSystemEnvironment().keySet());
        misspelled.forEach(log::warn);
        showConsole(environment);
        String url = environment.getProperty("spring.datasource.url", "");
        if (url.isBlank()
                && environment.getProperty("postrider.databases-file", "").isBlank()) {
            throw new InvalidSettingsException("DATABASE_URL (spring.datasource.url) is not set, must be"
                    + " postgres://user:password@host:port/database: where the outbox is. For many outboxes,"
                    + " POSTRIDER_DATABASES_FILE (postrider.databases-file) lists them"
                    // a start that fails so early has no log yet
                    + misspelled.stream().map(sentence -> "; " + sentence).collect(Collectors.joining()));
        }
        String name = environment.getProperty("postrider.process-name", "");
        if (!name.isBlank()
                && environment.getProperty("postrider.databases-file", "").isBlank()) {
            throw new InvalidSettingsException("POSTRIDER_PROCESS_NAME (postrider.process-name) is '" + name
                    + "', must be empty without POSTRIDER_DATABASES_FILE (postrider.databases-file): only processes that share"
                    + " the outboxes of a file have names");
        }
        if (!environment.getProperty("postrider.relay.enabled", Boolean.class, true)) {
            throw new InvalidSettingsException(
                    "POSTRIDER_RELAY_ENABLED (postrider.relay.enabled) is 'false', must be true here:"
                            + " this process does nothing but deliver. It is for the applications to leave delivery to this one");
        }
    }

    /** Where it and its API are, unless somebody has said where; an empty variable says nothing. */
    private static void showConsole(ConfigurableEnvironment environment) {
        Map<String, Object> unsaid = new HashMap<>();
        PATHS.forEach((property, path) -> {
            if (environment.getProperty(property, "").isBlank()) {
                unsaid.put(property, path);
            }
        });
        environment.getPropertySources().addFirst(new MapPropertySource("postriderConsole", unsaid));
    }

    /** After the variables were mapped to properties. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
