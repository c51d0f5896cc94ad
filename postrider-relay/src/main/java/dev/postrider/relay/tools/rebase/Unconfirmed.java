package dev.postrider.relay.tools.rebase;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.identity.EventKey;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.query.IdRange;
import dev.postrider.relay.sink.query.StoredEvent;
import dev.postrider.relay.sink.server.SinkException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;

/**
 * Events that the ledger has as delivered and the event log does not store. The ledger may be of another cluster, where its
 * transaction ids and even the events' ids stood for others: these are kept.
 *
 * @param events those that were found so
 * @param all whether there were too many to remember: then everything that the ledger has as delivered is kept
 */
record Unconfirmed(List<EventKey> events, boolean all) {
    /** Nothing was asked: the ledger's word counts. */
    static final Unconfirmed NOT_ASKED = new Unconfirmed(List.of(), false);

    private static final int MOST = 1_000_000;

    /** Asks for everything that the ledger has as delivered, by identity. */
    static Unconfirmed find(RebaseSql sql, String outbox, EventLog eventLog) throws SQLException, SinkException {
        List<EventKey> found = new ArrayList<>();
        try (RebaseSql.Delivered delivered = sql.delivered()) {
            for (List<EventKey> page = delivered.next(); !page.isEmpty(); page = delivered.next()) {
                Set<StoredEvent> stored = stored(outbox, eventLog, page);
                page.stream()
                        .filter(event -> !stored.contains(new StoredEvent(event.id(), event.micros())))
                        .forEach(found::add);
                if (found.size() > MOST) {
                    return new Unconfirmed(List.of(), true);
                }
            }
        }
        return new Unconfirmed(found, false);
    }

    private static Set<StoredEvent> stored(String outbox, EventLog eventLog, List<EventKey> events)
            throws SinkException {
        LongSummaryStatistics ids = events.stream().mapToLong(EventKey::id).summaryStatistics();
        LongSummaryStatistics times =
                events.stream().mapToLong(EventKey::micros).summaryStatistics();
        IdRange range = new IdRange(
                outbox,
                ids.getMin(),
                ids.getMax(),
                new IdRange.Times(EventTime.ofMicros(times.getMin()), EventTime.ofMicros(times.getMax())));
        return eventLog.identities(range, events.stream().map(EventKey::id).toList());
    }
}
