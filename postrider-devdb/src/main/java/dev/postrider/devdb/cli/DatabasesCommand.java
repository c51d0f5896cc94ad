package dev.postrider.devdb.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code databases}: the databases alone. */
@Command(
        name = "databases",
        mixinStandardHelpOptions = true,
        description = "Starts the databases that are not configured, prints how to reach them and runs until ctrl-c.")
final class DatabasesCommand implements Callable<Integer> {
    private final Map<String, String> variables;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    DatabaseOptions options = new DatabaseOptions();

    DatabasesCommand(Map<String, String> variables) {
        this.variables = variables;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = Settings.of(options, variables, spec);
        if (!settings.postgres() && !settings.clickHouse()) {
            throw new ParameterException(
                    spec.commandLine(), "nothing to start: DATABASE_URL and CLICKHOUSE_HOST are both set");
        }
        try (OrderlyEnd signal = new OrderlyEnd();
                Session session = new Session(settings, spec.commandLine().getErr())) {
            session.start();
            session.say("Running until ctrl-c. For your application:");
            session.environment().forEach((name, value) -> session.say("  export " + name + "=" + shellQuoted(value)));
            signal.react(() -> {});
            return await(session, signal);
        } catch (InterruptedException e) {
            // A signal came while the databases were starting.
            return 0;
        }
    }

    private static int await(Session session, OrderlyEnd signal) throws InterruptedException {
        try (DeathWatch watch = session.watch(signal, Thread.currentThread()::interrupt)) {
            signal.await();
        } catch (InterruptedException e) {
            if (!session.databaseDied()) {
                throw e;
            }
        }
        return session.databaseDied() ? DevDatabases.DATABASE_UNAVAILABLE : 0;
    }

    private static String shellQuoted(String value) {
        return value.matches("[A-Za-z0-9_:/@.-]*") ? value : "'" + value.replace("'", "'\\''") + "'";
    }
}
