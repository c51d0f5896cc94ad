package dev.postrider.relay.delivery;

import dev.postrider.relay.threads.StopSignal;
import java.sql.SQLException;

/** A batch's place in its line, as long as it is on its way to the sink. */
interface Place {
    /** They end with the line: what is on its way may arrive then, but nothing is tried again. */
    StopSignal pauses();

    /** Throws when the line has failed: nothing may be sent any more. */
    void goOn();

    /** As {@link #goOn()}, and throws also when another relay may be active. */
    void confirm() throws SQLException;

    /** Whether no batch before this one is on its way: during an outage the oldest alone is tried again. */
    boolean isOldest();

    /** Everything in the batch is refused: lets later ones past. Gives how often the line has let a batch past another. */
    int letOthersPast();
}
