package dev.postrider.server.cli;

import dev.postrider.server.cli.remote.Remote;
import dev.postrider.spring.config.DatabasesFile;
import dev.postrider.spring.config.MisspelledVariables;
import dev.postrider.spring.config.OutboxDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands that work on the databases have in common. */
@Command(mixinStandardHelpOptions = true)
abstract class DatabaseCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "print JSON instead of text")
    boolean json;

    @Option(names = "--verbose", description = "print where an error comes from, too")
    boolean verbose;

    @Mixin
    RemoteOptions where = new RemoteOptions();

    /** Does the work and gives the exit code. Whatever it throws is printed in one line. */
    abstract int run(Databases databases, Output output) throws Exception;

    /** The same through the admin API of a server, with the same answer and so the same text, JSON and exit code. */
    int run(Remote remote, Output output) throws Exception {
        throw wrongUsage(onlyOnDatabases());
    }

    /** Why it can't ask a server's API, and where it can be run instead; null if it can. */
    @Nullable
    String whyNotRemote() {
        return "the admin API does not have it";
    }

    /** Whether it is about one outbox of a server, and not about the server. */
    boolean isAboutOneOutbox() {
        return true;
    }

    /** Whether {@code --outbox} means something without {@code --url}. */
    boolean namesOutboxAnyway() {
        return false;
    }

    private String onlyOnDatabases() {
        return "--url does not go with " + spec.qualifiedName().substring("postrider ".length()) + ": " + whyNotRemote()
                + "; run it without --url where DATABASE_URL can be set, beside the server for example";
    }

    /** The same for all outboxes of a file, in place of one; most commands work on one. */
    int run(List<OutboxDatabase> outboxes, Output output) throws Exception {
        throw wrongUsage("POSTRIDER_DATABASES_FILE lists " + outboxes.size()
                + " outboxes, and this command works on one: set DATABASE_URL to its database");
    }

    @Override
    public final Integer call() throws Exception {
        Log.toStandardError(verbose);
        try (Output output = new Output(spec.commandLine(), json, Screen.ENDLESS)) {
            MisspelledVariables.among(environment().keySet()).forEach(sentence -> output.say("warning: " + sentence));
        }
        String url = where.url(environment());
        if (whyNotRemote() == null ? url != null : where.url != null || (url != null && !namesDatabases())) {
            return callRemote(String.valueOf(url));
        }
        where.requireNothing(spec, namesOutboxAnyway());
        String file = environment().getOrDefault("POSTRIDER_DATABASES_FILE", "");
        if (needsPostgres()
                && !file.isBlank()
                && environment().getOrDefault("DATABASE_URL", "").isBlank()) {
            try (Output output = new Output(spec.commandLine(), json, screen())) {
                return run(DatabasesFile.read(Path.of(file)), output);
            }
        }
        try (Output output = new Output(spec.commandLine(), json, screen());
                Databases databases = needsPostgres()
                        ? Databases.of(environment(), output::say)
                        : Databases.ofClickHouse(environment(), output::say)) {
            try {
                return run(databases, output);
            } catch (Exception e) {
                throw Failures.explained(e, databases);
            }
        }
    }

    private int callRemote(String url) throws Exception {
        if (whyNotRemote() != null) {
            throw wrongUsage(onlyOnDatabases());
        }
        Remote remote = where.remote(url, environment(), spec);
        try (Output output = new Output(spec.commandLine(), json, screen())) {
            if (isAboutOneOutbox()) {
                remote.requireOneOutbox();
            }
            return run(remote, output);
        }
    }

    private boolean namesDatabases() {
        return Stream.of("DATABASE_URL", "POSTRIDER_DATABASES_FILE", "CLICKHOUSE_HOST")
                .anyMatch(name -> !environment().getOrDefault(name, "").isBlank());
    }

    /** Whether it can't do without PostgreSQL. */
    boolean needsPostgres() {
        return true;
    }

    /** How much room there is for tables. */
    Screen screen() {
        return Screen.of(environment());
    }

    /** Now, by this machine's clock: what ages are told by. */
    final Instant now() {
        return ((Postrider) spec.root().userObject()).clock().instant();
    }

    /** The variables of the process. */
    final Map<String, String> environment() {
        return ((Postrider) spec.root().userObject()).environment();
    }

    /** Arguments that don't go together, or a value that can't be used. */
    final ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
