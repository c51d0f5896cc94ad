package dev.postrider.server.cli;

import dev.postrider.console.answer.DeliveryResumed;
import dev.postrider.relay.tools.pause.DeliveryPause;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

    @Override
    int run(Databases databases, Output output) throws Exception {
        return print(new DeliveryResumed(new DeliveryPause(databases.postgres()).resume(who.decision())), output);
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        Map<String, String> why = Map.of("note", who.noteForServer(spec));
        return print(remote.change("POST", RemotePath.of("/delivery/resume"), why, DeliveryResumed.class), output);
    }

    private static int print(DeliveryResumed result, Output output) {
        output.print(result, text -> text.println(result.resumed() ? "delivery goes on" : "delivery is not paused"));
        return result.resumed() ? ExitCodes.FINE : ExitCodes.FOUND;
    }
}
