package dev.postrider.spring.sentry;

import dev.postrider.relay.status.RelayListener;
import io.sentry.IScopes;
import java.util.List;

/** What is reported to Sentry of one of several outboxes in a process: as of a single one, with the tag {@code postrider.outbox}. */
public final class SentryReports {

    private SentryReports() {}

    /** What its relay has to tell: outages and refused events, and batches. */
    public static List<RelayListener> of(IScopes sentry, String outbox) {
        return List.of(new OutageReports(sentry, outbox), new BatchTransactions(sentry, outbox));
    }
}
