package dev.postrider.server.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

    /** Does the work and gives the exit code. Whatever it throws is printed in one line. */
    abstract int run(Databases databases, Output output) throws Exception;

    @Override
    public final Integer call() throws Exception {
        Log.toStandardError(verbose);
        try (Databases databases = Databases.of(environment());
                Output output = new Output(spec.commandLine(), json)) {
            try {
                return run(databases, output);
            } catch (Exception e) {
                throw Failures.explained(e, databases);
            }
        }
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
