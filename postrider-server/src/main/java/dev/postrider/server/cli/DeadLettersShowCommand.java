package dev.postrider.server.cli;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.postrider.relay.tools.deadletter.DeadLetter;
import dev.postrider.relay.tools.deadletter.DeadLetterContent;
import dev.postrider.relay.tools.deadletter.DeadLetters;
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

    /** A letter, as it is printed; the context is the JSON text as it was published. */
    record Letter(
            DeadLetter letter,
            @JsonRawValue String eventContext,
            long metadataVersion,
            @Nullable String traceParent,
            String transaction) {
        static Letter of(DeadLetterContent content) {
            return new Letter(
                    content.letter(),
                    content.eventContext(),
                    content.metadataVersion(),
                    content.traceParent(),
                    content.transaction());
        }
    }

    @Override
    int run(Databases databases, Output output) throws SQLException {
        List<DeadLetterContent> found = new DeadLetters(databases.postgres()).show(eventId);
        output.print(found.stream().map(Letter::of).toList(), text -> print(found, text));
        return found.isEmpty() ? ExitCodes.FOUND : ExitCodes.FINE;
    }

    private void print(List<DeadLetterContent> found, PrintWriter out) {
        if (found.isEmpty()) {
            out.println("event " + eventId + " has no dead letter");
        }
        for (DeadLetterContent content : found) {
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
