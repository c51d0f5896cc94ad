package dev.postrider.server;

import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts a relay with health and metrics on an HTTP port, and nothing else. */
@SpringBootApplication
class PostriderServer {

    private static final int WRONG_USAGE = 2;

    private static final String HELP = """
            postrider-server: delivers committed events from PostgreSQL to ClickHouse, exactly once.

            Usage: java -jar postrider-server.jar [COMMAND] [--help] [--PROPERTY=VALUE ...]

            Commands:
              (none)    run the relay until SIGTERM or ctrl-c
              migrate   bring the schema postrider of the database at DATABASE_URL up to date, and end

            Any number of them may run for one outbox: one delivers, the others stand by and take over.
            Databases that are down are waited for. SIGTERM stops it within 10 seconds.

            Environment:
              DATABASE_URL                        postgres://user:password@host:port/database (required)
              CLICKHOUSE_HOST                     host name or address (localhost)
              CLICKHOUSE_PORT                     port of the HTTP interface (8123)
              CLICKHOUSE_USER                     user (default)
              CLICKHOUSE_PASSWORD                 password (empty)
              CLICKHOUSE_SCHEMA                   database with the event log (default)
              CLICKHOUSE_EVENT_LOG_TABLE_NAME     the event log's table (event_log)
              CH_OUTBOX_BATCH_SIZE                events in a batch at most, 1 to 1000000 (10000)
              CH_OUTBOX_PROCESSING_FREQUENCY_SEC  longest wait for a batch to fill, in seconds, 0 to 3600 (1)
              ENVIRONMENT                         name of the deployment (Local)
              LOG_LEVEL                           TRACE, DEBUG, INFO, WARN, ERROR or OFF (INFO)
              LOG_FORMATTER                       console or json (console)
              SENTRY_CONFIG_DSN                   where errors are reported (nowhere)
              SERVER_PORT                         port of this process (8001)
            docs/configuration.md lists the rest.

            HTTP, on SERVER_PORT:
              /actuator/health             everything, with reasons; 503 if something is down
              /actuator/health/liveness    whether the process works; databases don't matter
              /actuator/prometheus         metrics
            """;

    public static void main(String[] args) {
        List<String> arguments = List.of(args);
        List<String> commands =
                arguments.stream().filter(word -> !word.startsWith("-")).toList();
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(HELP);
        } else if (commands.isEmpty()) {
            SpringApplication.run(PostriderServer.class, args);
        } else if (commands.equals(List.of("migrate"))) {
            System.exit(MigrateCommand.run(args));
        } else {
            System.err.println("unknown command: " + String.join(" ", commands) + "; --help lists the commands");
            System.exit(WRONG_USAGE);
        }
    }
}
