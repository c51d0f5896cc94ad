package dev.postrider.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dead-letters}: what can be done with the events that the event log refused. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        subcommands = {
            DeadLettersListCommand.class,
            DeadLettersShowCommand.class,
            DeadLettersRequeueCommand.class,
            DeadLettersDiscardCommand.class,
            DeadLettersResumeCommand.class,
            DeadLettersSetAsideCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows, requeues and discards the events that the event log refused.")
final class DeadLettersCommand implements Runnable {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "one of list, show, requeue, discard, resume and set-aside is missing");
    }
}
