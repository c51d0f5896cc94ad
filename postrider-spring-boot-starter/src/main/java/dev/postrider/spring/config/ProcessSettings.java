package dev.postrider.spring.config;

import dev.postrider.spring.log.Secrets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The settings of a process that starts no Spring application, a command for example: read from the same variables, with the
 * same names, defaults and checks.
 *
 * @param database where the outbox is; null if that was not asked for, and is not set
 * @param properties everything else
 */
public record ProcessSettings(@Nullable Database database, PostriderProperties properties) {
    private static final String NO_DATABASE = "DATABASE_URL (spring.datasource.url) is not set, must be"
            + " postgres://user:password@host:port/database: where the outbox is";

    /**
     * PostgreSQL, as JDBC wants it.
     *
     * @param url may hold user and password itself
     * @param user null if the URL names it, or nobody does
     * @param password null if the URL holds it, or there is none
     */
    public record Database(
            String url, @Nullable String user, @Nullable String password) {
        @Override
        public String toString() {
            return "Database[" + Secrets.masked(url) + ", user=" + user + "]";
        }
    }

    /**
     * Reads them.
     *
     * @param variables the environment of the process
     * @throws InvalidSettingsException naming each variable that can't be used, with its value and its limit
     */
    public static ProcessSettings read(Map<String, String> variables) {
        ProcessSettings settings = readWithoutDatabase(variables);
        settings.requireDatabase();
        return settings;
    }

    /**
     * The same for a command that asks PostgreSQL little or nothing: DATABASE_URL may be missing.
     *
     * @param variables the environment of the process
     * @throws InvalidSettingsException naming each variable that can't be used, with its value and its limit
     */
    public static ProcessSettings readWithoutDatabase(Map<String, String> variables) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment
                .getPropertySources()
                .replace(name, new SystemEnvironmentPropertySource(name, Map.<String, Object>copyOf(variables)));
        new VariablesPostProcessor().postProcessEnvironment(environment, new SpringApplication());
        String url = environment.getProperty(DatabaseSetting.DATABASE_URL.property(), "");
        if (url.isBlank()) {
            return new ProcessSettings(null, bound(environment));
        }
        VariableMapping.checkUrl(url);
        return new ProcessSettings(
                new Database(
                        url,
                        environment.getProperty("spring.datasource.username"),
                        environment.getProperty("spring.datasource.password")),
                bound(environment));
    }

    /**
     * Where the outbox is.
     *
     * @throws InvalidSettingsException if that is not set
     */
    public Database requireDatabase() {
        Database known = database;
        if (known == null) {
            throw new InvalidSettingsException(NO_DATABASE);
        }
        return known;
    }

    private static PostriderProperties bound(ConfigurableEnvironment environment) {
        ConfigurationPropertySources.attach(environment);
        try {
            return Binder.get(environment).bindOrCreate("postrider", PostriderProperties.class);
        } catch (BindException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof InvalidSettingsException invalid) {
                    throw invalid;
                }
            }
            FailureAnalysis analysis = new UnreadableSettingAnalyzer().analyze(e, e);
            if (analysis == null) {
                throw e;
            }
            throw new InvalidSettingsException(analysis.getDescription());
        }
    }
}
