package dev.postrider.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code accounts hash}: what {@code POSTRIDER_CONSOLE_USERS} has of a password. */
@Command(
        name = "hash",
        mixinStandardHelpOptions = true,
        description =
                "Reads a password from standard input and prints its hash, for POSTRIDER_CONSOLE_USERS. Needs no database.")
final class AccountsHashCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        String hash = PasswordOptions.hash(PasswordOptions.read(spec), spec);
        spec.commandLine().getOut().println(hash);
        spec.commandLine().getOut().flush();
        return ExitCodes.FINE;
    }
}
