package dev.postrider.spring.config;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Makes the environment variables of twelve-factor applications work in a Spring application.
 *
 * <p>They rank right below the environment itself: above application files, below command line, system properties and
 * Spring's own variable names such as {@code SPRING_DATASOURCE_URL}.
 */
final class VariablesPostProcessor implements EnvironmentPostProcessor, Ordered {

    static final String SOURCE = "postriderVariables";
    static final String DEFAULTS = "postriderDefaults";

    private static final String ENVIRONMENT_SOURCE = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean databaseUrlToo = !isSetMoreSpecifically(environment, DatabaseSetting.DATABASE_URL.property());
        String url = environment.getProperty(DatabaseSetting.DATABASE_URL.property(), "");
        // one of another driver, a wrapper perhaps, is the application's matter
        if (!databaseUrlToo && !url.isBlank() && (url.startsWith("jdbc:postgresql:") || !url.startsWith("jdbc:"))) {
            VariableMapping.checkUrl(url);
        }
        Map<String, Object> properties = VariableMapping.map(environment::getProperty, databaseUrlToo);
        MutablePropertySources sources = environment.getPropertySources();
        MapPropertySource ours = new MapPropertySource(SOURCE, properties);
        if (sources.contains(ENVIRONMENT_SOURCE)) {
            sources.addAfter(ENVIRONMENT_SOURCE, ours);
        } else {
            sources.addLast(ours);
        }
        String deployment = environment.getProperty(
                ApplicationSetting.ENVIRONMENT.property(), ApplicationSetting.ENVIRONMENT.fallback());
        sources.addLast(new MapPropertySource(
                DEFAULTS,
                Map.of(
                        ApplicationSetting.SENTRY_CONFIG_ENVIRONMENT.property(),
                        deployment.replaceAll("[\\s/]", "-"),
                        ApplicationSetting.SENTRY_TRACES_SAMPLE_RATE.property(),
                        ApplicationSetting.SENTRY_TRACES_SAMPLE_RATE.fallback(),
                        // a pool that is made while PostgreSQL is down waits for it, and does not log one
                        // stack trace a second
                        "spring.datasource.hikari.initialization-fail-timeout",
                        "-1")));
    }

    /** After the application's files were read, before applications check what came of it. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 100;
    }

    /** Whether the environment itself, or something that ranks above it, sets the property. */
    private static boolean isSetMoreSpecifically(ConfigurableEnvironment environment, String property) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            // Spring Boot's view of all sources together stands first in the list
            if (!source.getName().equals("configurationProperties") && source.getProperty(property) != null) {
                return true;
            }
            if (source.getName().equals(ENVIRONMENT_SOURCE)) {
                return false;
            }
        }
        return false;
    }
}
