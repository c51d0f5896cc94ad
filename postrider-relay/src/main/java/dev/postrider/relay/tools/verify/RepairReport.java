package dev.postrider.relay.tools.verify;

import java.util.List;

/**
 * What a repair did, or would do.
 *
 * @param found what was wrong before
 * @param sent events that were sent again; in a dry run those that would be
 * @param notHeld events that are missing and that the outbox holds no more: they can't be sent
 * @param remaining what is still wrong in the windows that were repaired; in a dry run everything
 * @param statements what a person may run against the event log for events that are doubled or extra; nothing runs them
 */
public record RepairReport(
        VerifyReport found, long sent, long notHeld, VerifyReport.Totals remaining, List<String> statements) {
    /** Copies the list. */
    public RepairReport {
        statements = List.copyOf(statements);
    }
}
