package dev.postrider.spring.config;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Lets health and metrics listen where the program does, also when they have a port of their own: Spring Boot would open that
 * one on every address. For programs that register it; an application decides for itself.
 */
public final class ManagementAddress implements EnvironmentPostProcessor, Ordered {

    private static final String ADDRESS = "management.server.address";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String port = environment.getProperty("management.server.port", "");
        String address = environment.getProperty("server.address", "");
        boolean isOwnPort = !port.isEmpty() && !port.equals(environment.getProperty("server.port", ""));
        if (isOwnPort && !address.isEmpty()) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource("postriderManagement", Map.of(ADDRESS, address)));
        }
    }

    /** After the application's files were read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
