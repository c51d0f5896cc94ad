package dev.postrider.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokens}: what programs show to the admin API. */
@Command(
        name = "tokens",
        mixinStandardHelpOptions = true,
        subcommands = {
            TokensListCommand.class,
            TokensMakeCommand.class,
            TokensRevokeCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Makes, lists and revokes tokens for the admin API. They are in the database of the outbox, the same for all its servers; of"
                    + " many outboxes, in that of the first.",
        })
final class TokensCommand implements Runnable {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "one of list, make and revoke is missing");
    }
}
