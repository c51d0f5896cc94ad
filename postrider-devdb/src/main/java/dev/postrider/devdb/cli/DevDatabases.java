package dev.postrider.devdb.cli;

import dev.postrider.devdb.LocalDatabaseException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line {@code dev-databases}: see {@code --help}. */
@Command(
        name = "dev-databases",
        description = "A PostgreSQL and a ClickHouse of this machine, for development.",
        mixinStandardHelpOptions = true,
        subcommands = {RunCommand.class, DatabasesCommand.class},
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  DATABASE_URL             set: that PostgreSQL is used and none is started",
            "  CLICKHOUSE_HOST          set: that ClickHouse is used and none is started",
            "  CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_SCHEMA",
            "                           account and database of the ClickHouse that is started",
            "                           (default: default, none, default)",
            "  POSTRIDER_DATA_DIR       where data is kept (default: .data)",
            "  POSTRIDER_POSTGRES_PORT  (default: 5433; 0 = any free port)",
            "  POSTRIDER_CLICKHOUSE_PORT (default: 8123; 0 = any free port)",
            "  POSTRIDER_CACHE_DIR      where the servers' programs are kept (default: ~/.cache/postrider)"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "2:the command line or a variable is wrong",
            "69:a database could not be started, or ended by itself",
            "126:COMMAND could not be run",
            "otherwise:that of COMMAND, 128 + n where signal n ended it; 0 of databases"
        })
public final class DevDatabases implements Runnable {
    static final int DATABASE_UNAVAILABLE = 69;
    static final int COMMAND_NOT_RUN = 126;

    @Spec
    CommandSpec spec = CommandSpec.create();

    private DevDatabases() {}

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // Before the first logger: the classes that log are loaded by the commands.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "dev/postrider/devdb/cli/logback.xml");
        }
        System.exit(execute(System.getenv(), args));
    }

    static int execute(Map<String, String> environment, String... args) {
        CommandLine commandLine = new CommandLine(new DevDatabases(), new CommandFactory(environment));
        commandLine.setExecutionExceptionHandler((exception, failed, parsed) -> {
            if (exception instanceof LocalDatabaseException refused) {
                PrintWriter err = failed.getErr();
                err.println("error: " + refused.getMessage());
                err.flush();
                return DATABASE_UNAVAILABLE;
            }
            throw exception;
        });
        // What follows COMMAND is its own, with and without the "--".
        commandLine.setStopAtPositional(true);
        return commandLine.execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: run -- COMMAND, or databases");
    }

    /** Makes the commands, which read the environment they are given and no other. */
    private record CommandFactory(Map<String, String> environment) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == RunCommand.class) {
                return type.cast(new RunCommand(environment));
            }
            if (type == DatabasesCommand.class) {
                return type.cast(new DatabasesCommand(environment));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
