package dev.postrider.console.answer;

import dev.postrider.relay.status.DeliveryHistory;
import dev.postrider.relay.status.DeliveryHistory.Known;
import dev.postrider.relay.status.DeliveryState;
import dev.postrider.relay.status.HistoryEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How delivery stood at an earlier time.
 *
 * @param at the time
 * @param state the code of the state; {@code not_known} if no relay had told it lately
 * @param reason why; null where it needs none
 * @param lastTold what a relay had told last before; null if nothing is kept of it
 */
public record PastStatus(
        Instant at,
        String state,
        @Nullable String reason,
        @Nullable Told lastTold) implements Answer {

    /**
     * What a relay told.
     *
     * @param at when
     * @param by the relay
     */
    public record Told(Instant at, String by, HistoryEntry status) {
        private static Told of(Known.Told told) {
            return new Told(told.toldAt(), told.owner(), told.entry());
        }
    }

    /** Reads it. Changes nothing. */
    public static PastStatus read(Connection connection, Instant time) throws SQLException {
        return of(time, DeliveryHistory.at(connection, time));
    }

    /** What is known of a time. */
    public static PastStatus of(Instant time, Known known) {
        if (known instanceof Known.Told told) {
            return new PastStatus(time, told.entry().state(), told.entry().reason(), Told.of(told));
        }
        Known.Nothing nothing = (Known.Nothing) known;
        Known.Told last = nothing.lastTold();
        return new PastStatus(time, DeliveryState.NOT_KNOWN, nothing.reason(), last == null ? null : Told.of(last));
    }
}
