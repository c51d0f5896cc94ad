package dev.postrider.server.cli;

import dev.postrider.relay.status.DeliveryHistory;
import dev.postrider.relay.status.DeliveryHistory.Known;
import dev.postrider.relay.status.DeliveryState;
import dev.postrider.relay.status.HistoryEntry;
import dev.postrider.server.cli.Watch.Look;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How delivery stood at an earlier time, as it is printed.
 *
 * @param at the time
 * @param state the code of the state; {@code not_known} if no relay had told it lately
 * @param reason why; null where it needs none
 * @param lastTold what a relay had told last before; null if nothing is kept of it
 */
record PastStatus(
        Instant at,
        String state,
        @Nullable String reason,
        @Nullable Told lastTold) {

    /**
     * What a relay told.
     *
     * @param at when
     * @param by the relay
     */
    record Told(Instant at, String by, HistoryEntry status) {}

    static Look look(Connection connection, Instant time) throws SQLException {
        PastStatus status = of(time, DeliveryHistory.at(connection, time));
        boolean isWell = status.state().equals("flowing") || status.state().equals(DeliveryState.NOTHING_TO_DO);
        return new Look(status, status::print, isWell ? ExitCodes.FINE : ExitCodes.FOUND);
    }

    private static PastStatus of(Instant time, Known known) {
        if (known instanceof Known.Told told) {
            return new PastStatus(time, told.entry().state(), told.entry().reason(), told(told));
        }
        Known.Nothing nothing = (Known.Nothing) known;
        Known.Told last = nothing.lastTold();
        return new PastStatus(time, DeliveryState.NOT_KNOWN, nothing.reason(), last == null ? null : told(last));
    }

    private static Told told(Known.Told told) {
        return new Told(told.toldAt(), told.owner(), told.entry());
    }

    private void print(Lines out) {
        out.println("at            " + ShownTime.of(at));
        out.println("state         " + state.replace('_', ' ') + (reason == null ? "" : ": " + reason));
        Told told = lastTold;
        if (told == null) {
            return;
        }
        HistoryEntry then = told.status();
        out.println(
                "last told     " + ShownTime.withAge(told.at(), at).replace(" ago", " before") + ", by " + told.by());
        if (then.since() != null) {
            out.println("since         " + ShownTime.of(then.since()));
        }
        out.println("pending       "
                + (then.pending() == null ? "unknown" : then.pending() + (then.pendingIsAtLeast() ? " or more" : "")));
        out.println("lag           " + (then.lag() == null ? "unknown" : StatusText.seconds(then.lag())));
        out.println("outbox size   " + StatusText.size(then.outboxBytes()));
        out.println("processed     " + then.delivered());
        out.println("dead letters  " + then.deadLetters());
    }
}
