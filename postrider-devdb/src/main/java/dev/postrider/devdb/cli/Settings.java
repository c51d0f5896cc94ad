package dev.postrider.devdb.cli;

import dev.postrider.devdb.LocalClickHouse;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What is to be started, and where: options before environment before defaults.
 *
 * @param postgres whether PostgreSQL is started
 * @param clickHouse whether ClickHouse is started
 */
record Settings(
        Path data,
        boolean fresh,
        boolean postgres,
        int postgresPort,
        boolean clickHouse,
        ClickHouseSettings onClickHouse) {
    static final String DATABASE_URL = "DATABASE_URL";
    static final String CLICKHOUSE_HOST = "CLICKHOUSE_HOST";
    private static final int MAX_PORT = 65_535;

    /** Port, account and database of the ClickHouse that is started. */
    record ClickHouseSettings(int port, String user, String password, String schema) {}

    /** As below, for a command. */
    static Settings of(DatabaseOptions options, Map<String, String> environment, CommandSpec spec) {
        try {
            return of(options, environment);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /**
     * Empty variables count as unset.
     *
     * @throws IllegalArgumentException naming the option or variable, its value and the limit
     */
    static Settings of(DatabaseOptions options, Map<String, String> environment) {
        Environment env = new Environment(environment);
        ClickHouseSettings clickHouse = new ClickHouseSettings(
                port("--clickhouse-port", options.clickHousePort, env, "POSTRIDER_CLICKHOUSE_PORT", 8123),
                env.get("CLICKHOUSE_USER", "default"),
                env.get("CLICKHOUSE_PASSWORD", ""),
                env.get("CLICKHOUSE_SCHEMA", "default"));
        boolean startsClickHouse = env.get(CLICKHOUSE_HOST, "").isEmpty();
        if (startsClickHouse) {
            LocalClickHouse.requireAccount(clickHouse.user(), clickHouse.password());
        }
        return new Settings(
                options.data != null ? options.data : Path.of(env.get("POSTRIDER_DATA_DIR", ".data")),
                options.fresh,
                env.get(DATABASE_URL, "").isEmpty(),
                port("--postgres-port", options.postgresPort, env, "POSTRIDER_POSTGRES_PORT", 5433),
                startsClickHouse,
                clickHouse);
    }

    private record Environment(Map<String, String> variables) {
        String get(String name, String otherwise) {
            String value = variables.getOrDefault(name, "");
            return value.isBlank() ? otherwise : value;
        }
    }

    private static int port(
            String option, @Nullable Integer optionValue, Environment env, String variable, int otherwise) {
        if (optionValue != null) {
            return checked(option, optionValue.toString());
        }
        return checked(variable, env.get(variable, Integer.toString(otherwise)));
    }

    private static int checked(String name, String value) {
        int port = value.strip().matches("\\d{1,5}") ? Integer.parseInt(value.strip()) : -1;
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    name + " is '" + value + "', not a port: a number from 0 (any free port) to " + MAX_PORT);
        }
        return port;
    }
}
