package dev.postrider.server.cli;

import dev.postrider.console.answer.DeliveryPaused;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.pause.DeliveryPause;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.util.Map;
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

    @Override
    int run(Databases databases, Output output) throws Exception {
        Decision decision = who.decision();
        if (decision.note() == null || decision.note().isBlank()) {
            throw wrongUsage("--note is missing, must say why: whoever finds delivery paused wants to know");
        }
        boolean paused = new DeliveryPause(databases.postgres()).pause(decision);
        return print(new DeliveryPaused(paused, decision.by(), decision.note()), output);
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        Map<String, String> why = Map.of("note", who.noteForServer(spec));
        return print(remote.change("POST", RemotePath.of("/delivery/pause"), why, DeliveryPaused.class), output);
    }

    private static int print(DeliveryPaused result, Output output) {
        output.print(
                result,
                text -> text.println(
                        result.paused()
                                ? "delivery is paused; events wait in the outbox until postrider resume"
                                : "delivery is paused already: postrider status says by whom and why"));
        return result.paused() ? ExitCodes.FINE : ExitCodes.FOUND;
    }
}
