package dev.postrider.server.cli;

import dev.postrider.console.answer.PastStatus;
import dev.postrider.console.answer.PastStatus.Told;
import dev.postrider.relay.status.HistoryEntry;

/** How delivery stood at an earlier time, as people read it. */
final class PastStatusText {

    private PastStatusText() {}

    static void print(PastStatus status, Lines out) {
        out.println("at            " + ShownTime.of(status.at()));
        out.println("state         " + status.state().replace('_', ' ')
                + (status.reason() == null ? "" : ": " + status.reason()));
        Told told = status.lastTold();
        if (told == null) {
            return;
        }
        HistoryEntry then = told.status();
        out.println("last told     " + ShownTime.withAge(told.at(), status.at()).replace(" ago", " before") + ", by "
                + told.by());
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
