package dev.postrider.server.cli;

import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.relay.tools.deadletter.LetterFilter;
import java.sql.SQLException;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;

/** {@code dead-letters discard}. */
@Command(
        name = "discard",
        description = "Gives open dead letters up: their events will not be delivered. The letters stay, marked, until"
                + " retention removes them.")
final class LettersDiscardCommand extends LettersDecisionCommand {

    @Override
    String verb() {
        return "discard";
    }

    @Override
    String participle() {
        return "discarded";
    }

    @Override
    long decide(DeadLetters letters, LetterFilter filter, Decision decision, LongConsumer progress)
            throws SQLException {
        return letters.discard(filter, decision, progress);
    }
}
