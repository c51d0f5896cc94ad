package dev.postrider.examples.users.start;

import dev.postrider.spring.config.InvalidSettingsException;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/** Stops a start that can't end well, before anything is connected or changed. */
final class ServiceSettings implements EnvironmentPostProcessor, Ordered {
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.getProperty("spring.datasource.url", "").isBlank()) {
            throw new InvalidSettingsException("DATABASE_URL (spring.datasource.url) is not set, must be"
                    + " postgres://user:password@host:port/database: where the users and the outbox are");
        }
    }

    /** After the variables were mapped to properties. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
