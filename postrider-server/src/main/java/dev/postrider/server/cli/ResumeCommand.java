package dev.postrider.server.cli;

import dev.postrider.relay.tools.pause.DeliveryPause;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code resume}: delivery goes on. */
@Command(
        name = "resume",
        description =
                "Lets delivery go on that somebody has paused: what waits in the outbox is delivered, within a second or so.")
final class ResumeCommand extends DatabaseCommand {

    @Mixin
    DecisionOptions who = new DecisionOptions();

    /**
     * What is printed as JSON.
     *
     * @param resumed false if it was not paused
     */
    record Result(boolean resumed) {}

    @Override
    int run(Databases databases, Output output) throws Exception {
        boolean resumed = new DeliveryPause(databases.postgres()).resume(who.decision());
        output.print(
                new Result(resumed), text -> text.println(resumed ? "delivery goes on" : "delivery is not paused"));
        return resumed ? ExitCodes.FINE : ExitCodes.FOUND;
    }
}
