package dev.postrider.server.cli;

import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What came of a command. */
record CommandRun(int exitCode, String out, String err) {

    /** Runs one in this process. */
    static CommandRun of(Map<String, String> environment, String... arguments) {
        return at(Clock.systemUTC(), environment, arguments);
    }

    /** Runs one in this process, at a time. */
    static CommandRun at(Instant now, Map<String, String> environment, String... arguments) {
        return at(Clock.fixed(now, ZoneOffset.UTC), environment, arguments);
    }

    private static CommandRun at(Clock clock, Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new Postrider(environment, clock).run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    /** The variables that lead to two databases. */
    static Map<String, String> environment(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", postgres.url());
        environment.put("CLICKHOUSE_HOST", clickHouse.host());
        environment.put("CLICKHOUSE_PORT", String.valueOf(clickHouse.port()));
        environment.put("CLICKHOUSE_USER", clickHouse.user());
        environment.put("CLICKHOUSE_PASSWORD", clickHouse.password());
        environment.put("CLICKHOUSE_SCHEMA", clickHouse.name());
        return environment;
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
