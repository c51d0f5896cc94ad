package dev.postrider.devdb.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code run}: a command with the databases that it needs. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Starts the databases that are not configured, runs COMMAND with DATABASE_URL, CLICKHOUSE_HOST,"
                    + " CLICKHOUSE_PORT, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD and CLICKHOUSE_SCHEMA set, and stops them"
                    + " when it ends. Ctrl-c and SIGTERM end COMMAND first, then the databases."
        })
final class RunCommand implements Callable<Integer> {
    private final Map<String, String> variables;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    DatabaseOptions options = new DatabaseOptions();

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "the command and its arguments, after --")
    List<String> words = List.of();

    RunCommand(Map<String, String> variables) {
        this.variables = variables;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = Settings.of(options, variables, spec);
        try (OrderlyEnd signal = new OrderlyEnd();
                Session session = new Session(settings, spec.commandLine().getErr())) {
            session.start();
            return run(session, signal);
        } catch (InterruptedException e) {
            // A signal came before the command was started; the JVM ends with that signal's exit code.
            return 128;
        }
    }

    private int run(Session session, OrderlyEnd signal) throws InterruptedException {
        try (RunningCommand command = RunningCommand.start(words, session.environment())) {
            signal.react(command::stop);
            int exitCode;
            try (DeathWatch watch = session.watch(signal, command::stop)) {
                exitCode = command.await();
            }
            signal.react(() -> {});
            return session.databaseDied() ? DevDatabases.DATABASE_UNAVAILABLE : exitCode;
        } catch (IOException e) {
            session.say("error: " + words.get(0) + " could not be run: " + e.getMessage());
            return DevDatabases.COMMAND_NOT_RUN;
        }
    }
}
