package dev.postrider.relay;

import dev.postrider.relay.Delivery.Past;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.encode.RowBinaryEncoder;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.ledger.LedgerPage;
import dev.postrider.relay.ledger.Origin;
import dev.postrider.relay.read.OutboxReader;
import dev.postrider.relay.read.Poll;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One term of being active: first the batches that an earlier term left unfinished, then, in turn, poll, plan, read, and hand
 * over to the line that sends. For one thread.
 */
final class Term {
    private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    private final RelaySettings settings;
    private final Ledger ledger;
    private final OutboxReader reader;
    private final Poll poll;
    private final RowLayout layout;
    private final String outbox;
    /** Events up to this id may be in the event log already, from another life of the database. */
    private final long askUpToId;

    private final DeliveryLine line;
    private final Pauses stop;

    private @Nullable ReadBatch last;
    private long maxIdRead;

    /** The newest batch that was read: where the next one begins. */
    private record ReadBatch(BatchPlan plan, Position end, boolean exhausted) {}

    /** What a term works with. */
    record Workplace(
            DataSource dataSource, RelaySettings settings, RowLayout layout, OutboxReader reader, Origin origin) {}

    Term(Workplace place, Ledger ledger, LedgerPage page, DeliveryLine line, Pauses stop) {
        this.settings = place.settings();
        this.layout = place.layout();
        this.outbox = place.origin().outbox();
        this.askUpToId = place.origin().askUpToId();
        this.reader = place.reader();
        this.poll = new Poll(place.dataSource());
        this.ledger = ledger;
        this.line = line;
        this.stop = stop;
        this.maxIdRead = page.totals().maxId();
        LedgerPage.Done done = page.lastDone();
        if (done != null) {
            this.last = new ReadBatch(done.plan(), done.end(), done.exhausted());
        }
    }

    /** Works until the relay stops or the line ends. */
    void run(LedgerPage page) throws SQLException {
        for (LedgerPage.Unfinished unfinished : page.planned()) {
            RowBuffer buffer = line.awaitPlace(stop);
            if (buffer == null) {
                return;
            }
            read(unfinished.plan(), buffer, new Past(true, unfinished.age(), unfinished.splitParts()));
        }
        while (true) {
            RowBuffer buffer = line.awaitPlace(stop);
            BatchPlan plan = buffer == null ? null : awaitPlan();
            if (buffer == null || plan == null) {
                return;
            }
            read(plan, buffer, Past.NONE);
        }
    }

    private void read(BatchPlan plan, RowBuffer buffer, Past past) throws SQLException {
        BatchContent content = reader.read(plan, new RowBinaryEncoder(layout, outbox, buffer));
        ledger.confirm(plan);
        last = new ReadBatch(plan, content.end(), content.exhausted());
        maxIdRead = Math.max(maxIdRead, content.maxId());
        line.add(plan, content, buffer, content.minId() <= askUpToId ? past.longAgo() : past);
    }

    /** The next plan, written; null when it is time to stop. */
    private @Nullable BatchPlan awaitPlan() throws SQLException {
        ReadBatch before = last;
        if (before != null && !before.exhausted()) {
            return ledger.planRest(before.plan(), before.end(), settings.bounds());
        }
        BatchPlan earlier = before == null ? null : before.plan();
        if (!awaitEvents(earlier == null ? Snapshot.NOTHING : earlier.seenTo())) {
            return null;
        }
        return ledger.planNext(earlier, settings.bounds());
    }

    /** Waits until a batch's worth of events waits, or the oldest has waited long enough. */
    private boolean awaitEvents(Snapshot seen) throws SQLException {
        long waitingSince = 0;
        boolean waiting = false;
        while (!stop.ended() && !line.hasEnded()) {
            Poll.Found found = poll.look(seen);
            long now = System.nanoTime();
            if (found.any() && !waiting) {
                waiting = true;
                waitingSince = now;
            }
            if (!found.any()) {
                line.nothingWaits();
            }
            Duration left = settings.maxWait().minusNanos(waiting ? now - waitingSince : 0);
            if (waiting && (left.isNegative() || left.isZero() || isBatchful(found))) {
                return true;
            }
            stop.sleep(pollInterval(left));
        }
        return false;
    }

    /** Ids are handed out in order, so their distance tells how many events may wait, without counting them. */
    private boolean isBatchful(Poll.Found found) {
        return found.lastId() - maxIdRead >= settings.bounds().rows();
    }

    private Duration pollInterval(Duration left) {
        Duration tenth = settings.maxWait().dividedBy(10);
        Duration interval = tenth.compareTo(SHORTEST_POLL) < 0 ? SHORTEST_POLL : tenth;
        interval = interval.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : interval;
        return left.compareTo(interval) < 0 && left.compareTo(SHORTEST_POLL) > 0 ? left : interval;
    }
}
