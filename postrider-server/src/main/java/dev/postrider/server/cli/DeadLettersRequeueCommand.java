package dev.postrider.server.cli;

import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import java.sql.SQLException;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;

/** {@code dead-letters requeue}. */
@Command(
        name = "requeue",
        description = "Puts the events of open dead letters back into the outbox: each is delivered once, under its own"
                + " identity. One that is refused again is an open dead letter again.")
final class DeadLettersRequeueCommand extends DeadLettersDecisionCommand {

    @Override
    String verb() {
        return "requeue";
    }

    @Override
    String participle() {
        return "requeued";
    }

    @Override
    long decide(DeadLetters letters, DeadLetterFilter filter, Decision decision, LongConsumer progress)
            throws SQLException {
        return letters.requeue(filter, decision, progress);
    }
}
