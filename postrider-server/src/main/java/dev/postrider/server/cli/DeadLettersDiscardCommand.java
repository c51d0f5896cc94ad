package dev.postrider.server.cli;

import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import java.sql.SQLException;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;

/** {@code dead-letters discard}. */
@Command(
        name = "discard",
        description =
                "Gives open dead letters up: their events will not be delivered. The dead letters stay, marked, until"
                        + " retention removes them.")
final class DeadLettersDiscardCommand extends DeadLettersDecisionCommand {

    @Override
    String verb() {
        return "discard";
    }

    @Override
    String participle() {
        return "discarded";
    }

    @Override
    long decide(DeadLetters letters, DeadLetterFilter filter, Decision decision, LongConsumer progress)
            throws SQLException {
        return letters.discard(filter, decision, progress);
    }
}
