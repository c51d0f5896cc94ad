package dev.postrider.server.cli;

import dev.postrider.console.answer.LettersOfEvent;
import dev.postrider.console.answer.LettersOfEvent.Letter;
import dev.postrider.relay.tools.deadletter.DeadLetter;
import dev.postrider.relay.tools.deadletter.DeadLetterContent;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dead-letters show}: one, whole. */
@Command(
        name = "show",
        description =
                "Shows the dead letter of an event with everything: its context as it was published, why it was refused,"
                        + " what was decided. Exit code 1 if there is none.")
final class DeadLettersShowCommand extends DatabaseCommand {

    @Parameters(paramLabel = "EVENT_ID", converter = EventId.class, description = "the event's id")
    long eventId;

    @Override
    int run(Databases databases, Output output) throws SQLException {
        List<DeadLetterContent> found = new DeadLetters(databases.postgres()).show(eventId);
        return print(new LettersOfEvent(found.stream().map(Letter::of).toList()), output);
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        return print(remote.get(RemotePath.of("/dead-letters/" + eventId), LettersOfEvent.class), output);
    }

    private int print(LettersOfEvent found, Output output) {
        output.print(found, text -> print(found.deadLetters(), text));
        return found.deadLetters().isEmpty() ? ExitCodes.FOUND : ExitCodes.FINE;
    }

    private void print(List<Letter> found, PrintWriter out) {
        if (found.isEmpty()) {
            out.println("event " + eventId + " has no dead letter");
        }
        for (Letter content : found) {
            DeadLetter letter = content.letter();
            out.println("event        " + letter.eventId());
            out.println("type         " + letter.eventType());
            out.println("time         " + letter.eventDateTime());
            out.println("environment  " + letter.environment());
            out.println("version      " + content.metadataVersion());
            if (content.traceParent() != null) {
                out.println("trace        " + content.traceParent());
            }
            out.println("transaction  " + content.transaction());
            out.println("batch        " + letter.batchNo());
            if (letter.shard() != null) {
                out.println("shard        " + letter.shard());
            }
            out.println("refused      " + ShownTime.withAge(letter.failedAt(), now())
                    + (letter.times() > 1 ? ", " + letter.times() + " times" : ""));
            out.println(
                    "reason       " + (letter.code() == null ? "" : "code " + letter.code() + ": ") + letter.reason());
            out.println("state        " + letter.state().name().toLowerCase(Locale.ROOT)
                    + (letter.decidedAt() == null ? "" : " " + ShownTime.withAge(letter.decidedAt(), now()))
                    + (letter.decidedBy() == null ? "" : " by " + letter.decidedBy())
                    + (letter.note() == null ? "" : ": " + letter.note()));
            out.println("context      " + content.eventContext());
        }
    }
}
