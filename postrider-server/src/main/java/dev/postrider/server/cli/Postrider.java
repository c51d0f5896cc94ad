package dev.postrider.server.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The root of all commands. A new command is a class below {@link DatabaseCommand} and its name in the list here. */
@Command(
        name = "postrider",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ServeCommand.class,
            StatusCommand.class,
            HistoryCommand.class,
            DoctorCommand.class,
            VerifyCommand.class,
            ViewsCommand.class,
            EventsCommand.class,
            ExplainCommand.class,
            ReplayCommand.class,
            DeadLettersCommand.class,
            AuditCommand.class,
            AccountsCommand.class,
            TokensCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            RebaseCommand.class,
            MigrateCommand.class,
            HelpCommand.class,
        },
        synopsisSubcommandLabel = "[COMMAND]",
        description = {
            "Delivers committed events from PostgreSQL to ClickHouse, exactly once; shows, checks and repairs.",
            "Without a command: serve."
        },
        footer = {
            "",
            "Environment, for every command (docs/configuration.md lists the rest):",
            "  DATABASE_URL                     postgres://user:password@host:port/database (required)",
            "  CLICKHOUSE_HOST                  host name or address; replicas a,b; shards a;b (localhost)",
            "  CLICKHOUSE_PORT                  port of the HTTP interface (8123)",
            "  CLICKHOUSE_USER                  user (default)",
            "  CLICKHOUSE_PASSWORD              password (empty)",
            "  CLICKHOUSE_SCHEMA                database with the event log (default)",
            "  CLICKHOUSE_EVENT_LOG_TABLE_NAME  the event log's table (event_log)",
            "  POSTRIDER_URL                    a server to ask instead of the databases, as --url",
            "  POSTRIDER_TOKEN, _TOKEN_FILE     its token, or the file that has it",
            "  NO_COLOR                         set to anything: no colours",
            "",
            "Exit codes:",
            "  0  fine",
            "  1  something was found, or not all was done",
            "  2  wrong usage or configuration",
            "  3  a database or the server can't be reached",
        })
public final class Postrider {

    private final Map<String, String> environment;
    private final Clock clock;

    private @Nullable List<String> serviceProperties;

    /**
     * A command line; connects to nothing yet.
     *
     * @param environment the variables of the process
     */
    public Postrider(Map<String, String> environment) {
        this(environment, Clock.systemUTC());
    }

    /** @param clock what {@code now} and {@code -2h} are counted from */
    Postrider(Map<String, String> environment, Clock clock) {
        this.clock = clock;
        this.environment = Map.copyOf(environment);
    }

    /** Runs the command that the arguments name and gives the exit code. */
    public int run(String... arguments) {
        return run(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments);
    }

    int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(withCommand(arguments));
    }

    CommandLine commandLine() {
        return new CommandLine(this)
                .registerConverter(TypedTime.class, new TypedTime.Converter(clock))
                .setExitCodeExceptionMapper(Failures::exitCode)
                .setExecutionExceptionHandler(Failures::print)
                .setParameterExceptionHandler(Failures::printUsage);
    }

    /** The properties to start the service with; null if the arguments asked for something else. */
    public @Nullable List<String> service() {
        return serviceProperties;
    }

    void startService(List<String> withProperties) {
        serviceProperties = List.copyOf(withProperties);
    }

    Map<String, String> environment() {
        return environment;
    }

    Clock clock() {
        return clock;
    }

    /** No command, or properties alone: the service, as {@code serve} starts it. */
    private static String[] withCommand(String[] arguments) {
        if (!Stream.of(arguments).allMatch(ServeCommand::isProperty)) {
            return arguments;
        }
        return Stream.concat(Stream.of("serve"), Stream.of(arguments)).toArray(String[]::new);
    }
}
