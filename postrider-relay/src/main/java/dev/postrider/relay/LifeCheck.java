package dev.postrider.relay;

import dev.postrider.relay.ledger.Life;
import dev.postrider.relay.ledger.Lives;
import dev.postrider.relay.ledger.NewLife;
import dev.postrider.relay.ledger.Origin;
import dev.postrider.relay.rebase.BeyondLedger;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.SinkException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the database leads another life than the one its ledger was written in, where the cluster is the same: by
 * its timeline, and by events that the event log holds and this database knows nothing of.
 *
 * <p>After a promotion the ledger is an earlier state of the old one and fits the events beside it. What it doesn't know is
 * which events were delivered since, and that their ids may be handed out again: that is settled here.
 */
final class LifeCheck {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private static final int IDS_TOLD = 10;

    private final Lives lives;
    private final @Nullable EventLog eventLog;

    /** @param eventLog null if the sink can't be asked */
    LifeCheck(Lives lives, @Nullable EventLog eventLog) {
        this.lives = lives;
        this.eventLog = eventLog;
    }

    /** The origin in a life that the ledger belongs to; whatever could be settled is. */
    Origin settled(Origin origin) throws SQLException, SinkException {
        Life stored = origin.stored();
        Life current = origin.current();
        boolean firstSeen = stored.timeline() == 0;
        boolean promoted = !firstSeen && stored.timeline() != current.timeline();
        if (eventLog == null || !eventLog.knowsIdentity()) {
            if (promoted) {
                throw halted(promotion(origin)
                        + ", and the event log can't be asked which events it holds: it has not all of"
                        + " the columns outbox, event_id and event_date_time (with microseconds)");
            }
            return firstSeen ? begun(origin, NewLife.firstSeen(current)) : origin;
        }
        BeyondLedger beyond = BeyondLedger.find(origin, lives, eventLog);
        if (promoted) {
            return afterPromotion(origin, beyond);
        }
        if (!beyond.orphans().isEmpty()) {
            throw halted("the event log holds events of the outbox '" + origin.outbox() + "' with ids up to "
                    + beyond.highestId() + " that this database has not (" + told(beyond.orphans())
                    + "): it is an older state of the database or a new one, or another database delivers under the same"
                    + " name");
        }
        Origin known = firstSeen ? begun(origin, NewLife.firstSeen(current)) : origin;
        if (beyond.unplanned()) {
            // An older state of the database that lacks nothing but the word that they were delivered.
            log.atWarn()
                    .addKeyValue("ask_up_to_id", beyond.highestId())
                    .log(
                            "the event log holds events that this ledger has not as delivered: batches are asked for before they"
                                    + " are sent, up to that id");
            lives.askUpTo(beyond.highestId(), current);
            return asking(known, beyond.highestId());
        }
        return known;
    }

    private Origin afterPromotion(Origin origin, BeyondLedger beyond) throws SQLException {
        List<Long> orphans = beyond.orphans();
        NewLife begins = new NewLife(
                NewLife.What.PROMOTION,
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
                        "{}: delivery goes on; ids go on after {}, batches are asked for before they are sent up to there; {}",
                        promotion(origin),
                        known.askUpToId(),
                        orphans.isEmpty()
                                ? "no event in the event log lacks its transaction"
                                : orphans.size()
                                        + " events in the event log were lost in the database with their transactions ("
                                        + told(orphans) + "); postrider.outbox_life keeps this");
        return known;
    }

    private static String promotion(Origin origin) {
        return "the server leads timeline " + origin.current().timeline() + " after "
                + origin.stored().timeline() + " (a promotion, or a restored backup)";
    }

    private Origin begun(Origin origin, NewLife begins) throws SQLException {
        return asking(origin, lives.begin(begins));
    }

    private static Origin asking(Origin origin, long upTo) {
        return new Origin(
                origin.outbox(),
                origin.current(),
                origin.current(),
                origin.maxIdAcknowledged(),
                Math.max(origin.askUpToId(), upTo),
                origin.misfit());
    }

    private static String told(List<Long> ids) {
        String first = ids.stream().limit(IDS_TOLD).map(String::valueOf).collect(Collectors.joining(", "));
        return ids.size() > IDS_TOLD ? first + ", …" : "ids " + first;
    }

    /** Halts with a reason, and the way out. */
    static HaltedException halted(String reason) {
        return new HaltedException(
                reason + "; nothing is delivered, so that nothing is skipped or repeated. If this database is"
                        + " the right one: postrider rebase --dry-run, then postrider rebase (docs/another-life.md)");
    }
}
