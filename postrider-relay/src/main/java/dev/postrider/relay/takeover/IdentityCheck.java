package dev.postrider.relay.takeover;

import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.identity.DatabaseIdentity;
import dev.postrider.relay.identity.IdentityChange;
import dev.postrider.relay.identity.IdentityHistory;
import dev.postrider.relay.identity.Origin;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.threads.StopSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the database has another identity than the one its ledger was written in, where the cluster is the same: by
 * its timeline, and by events that the event log stores and this database knows nothing of.
 *
 * <p>After a promotion the ledger is an earlier state of the old one and fits the events beside it. What it doesn't know is
 * which events were delivered since, and that their ids may be handed out again: that is settled here.
 */
public final class IdentityCheck {
    private static final Logger log = LoggerFactory.getLogger(IdentityCheck.class);

    private static final int IDS_TOLD = 10;

    /** Whatever reached the sink before has begun by then. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(250);

    private final IdentityHistory history;
    private final Sink sink;
    private final @Nullable EventLog eventLog;
    private final StopSignal stop;

    public IdentityCheck(IdentityHistory history, Sink sink, StopSignal stop) {
        this.history = history;
        this.sink = sink;
        this.eventLog = sink.eventLog();
        this.stop = stop;
    }

    /** The origin, under an identity that the ledger belongs to; whatever could be settled is. */
    Origin settled(Origin origin) throws SQLException, SinkException {
        if (eventLog == null || !eventLog.knowsIdentity()) {
            if (isPromoted(origin)) {
                throw halted(promotion(origin)
                        + ", and the event log can't be asked which events it stores: it lacks one or more of"
                        + " the columns outbox, event_id and event_date_time (with microseconds)");
            }
            return isFirstSeen(origin) ? begun(origin, IdentityChange.firstSeen(origin.current())) : origin;
        }
        // In an older copy of the database an event may wait that has a lower id than others that were delivered. No
        // higher id tells that it was delivered since.
        return asking(settledByAsking(origin, eventLog), origin.maxIdAcknowledged());
    }

    private Origin settledByAsking(Origin origin, EventLog asked) throws SQLException, SinkException {
        DatabaseIdentity current = origin.current();
        boolean firstSeen = isFirstSeen(origin);
        boolean promoted = isPromoted(origin);
        if (promoted || origin.askUpToId() > origin.maxIdAcknowledged()) {
            requireNoneAtWork(origin.outbox());
        }
        BeyondLedger beyond = BeyondLedger.find(origin, history, asked);
        if (promoted) {
            return afterPromotion(origin, beyond);
        }
        if (!beyond.orphans().isEmpty()) {
            throw halted("the event log stores events of the outbox '" + origin.outbox() + "' with ids up to "
                    + beyond.highestId() + " that this database does not have (" + told(beyond.orphans())
                    + "): this is an older state of the database or a new one, or another database delivers under the"
                    + " same name");
        }
        Origin known = firstSeen ? begun(origin, IdentityChange.firstSeen(current)) : origin;
        if (beyond.unplanned()) {
            // An older state of the database that lacks nothing but the word that they were delivered.
            log.atWarn()
                    .addKeyValue("ask_up_to_id", beyond.highestId())
                    .log(
                            "the event log stores events that this ledger does not have as delivered: batches with ids up to"
                                    + " ask_up_to_id are looked up in the event log before they are sent");
            history.askUpTo(beyond.highestId(), current);
            known = elsewhere(known, beyond.highestId());
        }
        // What is in a batch under way may have been delivered in another batch too.
        return asking(known, beyond.highestId());
    }

    /**
     * Insists that the sink is at work on no batch of this outbox: what was sent under an earlier identity, and the sink has not stored
     * yet, would look as if it had to be sent. Another attempt comes by itself.
     */
    private void requireNoneAtWork(String outbox) throws SinkException {
        for (int look = 0; look < 2; look++) {
            Optional<InsertAtWork> found = sink.atWork(QueryIds.ofBatches(outbox));
            if (found.isPresent()) {
                throw new SinkException(
                        "an insert that was sent before the database was restored or promoted is still at work ("
                                + found.get() + "); the relay waits until it has ended");
            }
            stop.sleep(ASK_AGAIN_AFTER);
        }
    }

    private Origin afterPromotion(Origin origin, BeyondLedger beyond) throws SQLException {
        List<Long> orphans = beyond.orphans();
        IdentityChange begins = new IdentityChange(
                IdentityChange.What.PROMOTION,
                origin.current(),
                beyond.highestId(),
                orphans.size(),
                orphans.subList(0, Math.min(100, orphans.size())));
        Origin known = begun(origin, begins);
        log.atWarn()
                .addKeyValue("timeline", origin.current().timeline())
                .addKeyValue("timeline_before", origin.stored().timeline())
                .addKeyValue("highest_id_held", beyond.highestId())
                .addKeyValue("ask_up_to_id", known.askUpToId())
                .addKeyValue("orphans", orphans.size())
                .log(
                        "{}: delivery continues. New events get higher ids; batches with ids up to ask_up_to_id are looked up"
                                + " in the event log before they are sent; {}",
                        promotion(origin),
                        orphans.isEmpty()
                                ? "no event in the event log lacks its transaction in the database"
                                : orphans.size()
                                        + " events in the event log lack their transactions in the database, which lost them ("
                                        + told(orphans) + "); see postrider.outbox_life");
        return known;
    }

    private static boolean isFirstSeen(Origin origin) {
        return origin.stored().timeline() == 0;
    }

    private static boolean isPromoted(Origin origin) {
        return !isFirstSeen(origin)
                && origin.stored().timeline() != origin.current().timeline();
    }

    private static String promotion(Origin origin) {
        return "the server is on timeline " + origin.current().timeline() + ", the ledger was written on timeline "
                + origin.stored().timeline() + " (a promotion, or a restored backup)";
    }

    private Origin begun(Origin origin, IdentityChange begins) throws SQLException {
        return elsewhere(origin, history.begin(begins));
    }

    private static Origin elsewhere(Origin origin, long upTo) {
        return asking(origin, upTo, upTo);
    }

    private static Origin asking(Origin origin, long upTo) {
        return asking(origin, upTo, 0);
    }

    private static Origin asking(Origin origin, long upTo, long elsewhereUpTo) {
        return new Origin(
                origin.outbox(),
                origin.current(),
                origin.current(),
                origin.maxIdAcknowledged(),
                Math.max(origin.askUpToId(), upTo),
                Math.max(origin.elsewhereUpToId(), elsewhereUpTo),
                origin.misfit(),
                origin.leafOutOfPlace());
    }

    private static String told(List<Long> ids) {
        String first = ids.stream().limit(IDS_TOLD).map(String::valueOf).collect(Collectors.joining(", "));
        return ids.size() > IDS_TOLD ? first + ", …" : "ids " + first;
    }

    /** Halts with a reason, and the way out. */
    static HaltedException halted(String reason) {
        return new HaltedException(
                reason + "; nothing is delivered, so that nothing is skipped or repeated. If this database is"
                        + " the right one: postrider rebase --dry-run, then postrider rebase (docs/database-identity.md)");
    }
}
