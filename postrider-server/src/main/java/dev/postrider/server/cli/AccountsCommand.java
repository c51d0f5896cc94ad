package dev.postrider.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code accounts}: who may log in to the console. */
@Command(
        name = "accounts",
        mixinStandardHelpOptions = true,
        subcommands = {
            AccountsListCommand.class,
            AccountsAddCommand.class,
            AccountsPasswordCommand.class,
            AccountsRoleCommand.class,
            AccountsRemoveCommand.class,
            AccountsHashCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Shows and changes who may log in to the console. The accounts are in the database of the outbox, the same for all its"
                    + " servers; of many outboxes, in that of the first.",
        })
final class AccountsCommand implements Runnable {

    /** A token that is lost should not become a login. */
    static final String WHY_NOT_REMOTE = "accounts are made where the database is at hand, and by no token";

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "one of list, add, password, role, remove and hash is missing");
    }
}
