package dev.postrider.relay.takeover;

import dev.postrider.relay.identity.EventKey;
import dev.postrider.relay.identity.IdentityHistory;
import dev.postrider.relay.identity.Origin;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.query.StoredEvent;
import dev.postrider.relay.sink.server.SinkException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the event log stores of an outbox beyond what its ledger knows to be delivered: ids above the highest acknowledged.
 *
 * @param highestId the highest id that the event log stores, 0 if it stores nothing beyond the ledger
 * @param unplanned whether any of it is in no batch under way: then it was delivered under another identity of the database
 * @param orphans the ids of events that the outbox has not: of the first pages, where there are very many
 */
public record BeyondLedger(long highestId, boolean unplanned, List<Long> orphans) {
    private static final int PAGE = 50_000;
    /** A million events are compared at the most. */
    private static final int MOST_PAGES = 20;

    /** Copies the list. */
    public BeyondLedger {
        orphans = List.copyOf(orphans);
    }

    /**
     * Looks: among all events of the outbox, whatever times they were given.
     */
    public static BeyondLedger find(Origin origin, IdentityHistory history, EventLog eventLog)
            throws SQLException, SinkException {
        long known = Math.max(origin.maxIdAcknowledged(), origin.askUpToId());
        long highest = eventLog.highestId(origin.outbox(), known);
        boolean unplanned = false;
        List<Long> orphans = new ArrayList<>();
        StoredEvent last = new StoredEvent(known, Long.MAX_VALUE);
        for (int page = 0; highest > known && page < MOST_PAGES; page++) {
            List<StoredEvent> events = eventLog.storedAfter(origin.outbox(), last, PAGE);
            List<EventKey> others = history.notPlanned(events.stream()
                    .map(event -> new EventKey(event.id(), event.micros()))
                    .toList());
            unplanned |= !others.isEmpty();
            history.notInOutbox(others).forEach(orphan -> orphans.add(orphan.id()));
            if (events.size() < PAGE) {
                break;
            }
            last = events.get(events.size() - 1);
        }
        return new BeyondLedger(highest, unplanned, orphans);
    }
}
