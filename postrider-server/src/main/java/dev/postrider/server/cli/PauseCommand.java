package dev.postrider.server.cli;

import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.pause.DeliveryPause;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pause}: no more events are delivered until somebody resumes it. */
@Command(
        name = "pause",
        description = {
            "Pauses delivery, of whichever relay is active, until postrider resume. Batches under way are finished, and no others are begun;"
                    + " events can be published, and wait in the outbox, which grows.",
            "",
            "It is not forgotten: status, health and the metric postrider_delivering say that delivery is paused, since when, by whom and"
                    + " why, and the alert PostriderDeliveryInterrupted fires."
        })
final class PauseCommand extends DatabaseCommand {

    @Mixin
    DecisionOptions who = new DecisionOptions();

    /**
     * What is printed as JSON.
     *
     * @param paused whether it was this command that paused it
     */
    record Result(
            boolean paused, @Nullable String by, @Nullable String note) {}

    @Override
    int run(Databases databases, Output output) throws Exception {
        Decision decision = who.decision();
        if (decision.note() == null || decision.note().isBlank()) {
            throw wrongUsage("--note is missing, must say why: whoever finds delivery paused wants to know");
        }
        boolean paused = new DeliveryPause(databases.postgres()).pause(decision);
        output.print(
                new Result(paused, decision.by(), decision.note()),
                text -> text.println(
                        paused
                                ? "delivery is paused; events wait in the outbox until postrider resume"
                                : "delivery is paused already: postrider status says by whom and why"));
        return paused ? ExitCodes.FINE : ExitCodes.FOUND;
    }
}
