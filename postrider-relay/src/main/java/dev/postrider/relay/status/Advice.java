package dev.postrider.relay.status;

import dev.postrider.relay.status.DeliveryState.Flowing;
import dev.postrider.relay.status.DeliveryState.NotKnown;
import dev.postrider.relay.status.DeliveryState.NothingToDo;
import dev.postrider.relay.status.DeliveryState.Paused;

/** What a person should do about the state of delivery: decided here alone, for pages and commands alike. */
final class Advice {
    private Advice() {}

    /** In a sentence or two. */
    static String about(OutboxStatus status) {
        DeliveryState state = status.state();
        if (state instanceof Paused) {
            return "Resume delivery when the reason is gone. Nothing is lost meanwhile: events wait in the outbox.";
        }
        if (state instanceof NotKnown) {
            return status.doubt() == null
                    ? "Ask the primary."
                    : "Read what the doctor says before anything else: events may have to be kept by a rebase.";
        }
        if (state instanceof NothingToDo nothing) {
            return nothing.isRelayActive() ? "Nothing." : "Start a relay before the next event comes.";
        }
        return state instanceof Flowing ? "Nothing." : aboutOutage(status);
    }

    private static String aboutOutage(OutboxStatus status) {
        ToldOutage outage = status.outage();
        if (status.isRelayMissing()) {
            return "Start a relay. If one runs, its log says why it does not deliver. Nothing is lost: events wait in the outbox.";
        }
        if (outage == null) {
            return "Look at the active relay's log, and run the doctor. Nothing is lost: events wait in the outbox.";
        }
        return switch (outage.kind()) {
            case "halted" ->
                "Somebody has to decide: the reason names the command. Until then nothing is delivered and nothing deleted.";
            case "refused" ->
                "Mend what the reason names: the table, or the events of that batch. If it is the events, set the batch aside."
                        + " Nothing is lost meanwhile.";
            default ->
                "See that " + outage.where()
                        + " works. Delivery goes on by itself then; nothing is lost: events wait in the outbox.";
        };
    }
}
