package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.delivery.Delivery.Past;
import dev.postrider.relay.encode.NativeEncoder;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.identity.Origin;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.ledger.LedgerPage;
import dev.postrider.relay.read.OutboxReader;
import dev.postrider.relay.read.Poll;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.threads.RelayClock;
import dev.postrider.relay.threads.StopSignal;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One term of being active: first the batches that an earlier term left unfinished, then, in turn, poll, plan, read, and hand
 * over to the line that sends. For one thread.
 */
public final class Term {
    private final RelaySettings settings;
    private final Ledger ledger;
    private final OutboxReader reader;
    private final Poll poll;
    private final PollPace pace;
    private final RowLayout layout;
    private final String outbox;
    /** Events up to this id may be in the event log already, from before the database was restored or promoted. */
    private final long askUpToId;

    private final DeliveryLine line;
    private final StopSignal stop;
    private final RelayClock clock;

    private @Nullable ReadBatch last;
    private long maxIdRead;
    /** No event that is not planned had been committed by then: what waits has waited since then at the most. */
    private long noneWaitedNanos;

    /** The newest batch that was read: where the next one begins. */
    private record ReadBatch(BatchPlan plan, Position end, boolean exhausted) {}

    /** What a term works with. */
    public record Context(
            DataSource dataSource, RelaySettings settings, RowLayout layout, OutboxReader reader, Origin origin) {}

    public Term(Context context, Ledger ledger, LedgerPage page, DeliveryLine line, StopSignal stop, RelayClock clock) {
        this.settings = context.settings();
        this.clock = clock;
        this.layout = context.layout();
        this.outbox = context.origin().outbox();
        this.askUpToId = context.origin().askUpToId();
        this.reader = context.reader();
        this.poll = new Poll(context.dataSource());
        long now = clock.nanos();
        this.pace = new PollPace(settings.maxWait(), now);
        // For how long something has waited when a term begins nobody knows: long enough.
        this.noneWaitedNanos = now - settings.maxWait().toNanos();
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
    public void run(LedgerPage page) throws SQLException {
        long now = clock.nanos();
        for (LedgerPage.Unfinished unfinished : page.planned()) {
            Past past = new Past(true, now - unfinished.age().toNanos(), unfinished.divisions());
            if (!line.awaitPlace(stop) || !read(unfinished.plan(), past)) {
                return;
            }
        }
        while (line.awaitPlace(stop)) {
            BatchPlan plan = awaitPlan();
            if (plan == null || !read(plan, Past.none(clock.nanos()))) {
                return;
            }
        }
    }

    /** False when it is time to stop: then the plan is for the next term. */
    private boolean read(BatchPlan plan, Past past) throws SQLException {
        RowBuffer buffer = line.awaitBuffer(stop);
        if (buffer == null) {
            return false;
        }
        BatchContent content = reader.read(
                plan, new NativeEncoder(layout, outbox, buffer), connection -> ledger.confirm(connection, plan));
        last = new ReadBatch(plan, content.end(), content.exhausted());
        maxIdRead = Math.max(maxIdRead, content.maxId());
        line.add(new Delivery(
                outbox, plan, content, buffer, content.minId() <= askUpToId ? past.longAgo(clock.nanos()) : past));
        return true;
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
        long asked = clock.nanos();
        BatchPlan plan = ledger.planNext(earlier, settings.bounds());
        noneWaitedNanos = asked;
        pace.planned(asked);
        return plan;
    }

    /** Waits until a batch's worth of events waits, or the oldest has waited long enough. */
    private boolean awaitEvents(Snapshot seen) throws SQLException {
        boolean waiting = false;
        while (!stop.ended() && !line.hasEnded()) {
            long now = clock.nanos();
            long lastId;
            if (waiting) {
                lastId = poll.lastId();
            } else {
                Poll.Found found = poll.look(seen);
                waiting = found.any();
                lastId = found.lastId();
            }
            if (waiting) {
                pace.found(now);
                Duration left = pace.left(noneWaitedNanos, clock.nanos());
                if (isBatchful(lastId) || mayGoSmall(left)) {
                    return true;
                }
                stop.sleep(pace.untilNextCount(left));
            } else {
                noneWaitedNanos = now;
                line.nothingWaits();
                stop.sleep(pace.untilNextLook(now));
            }
        }
        return false;
    }

    /**
     * Whether to plan a batch that is not full. One at a time: while another is on its way the next may as well grow, and small
     * inserts that hurry one another make all of them slow.
     */
    private boolean mayGoSmall(Duration left) {
        return left.compareTo(Duration.ZERO) <= 0 && (line.awaitSent(PollPace.SHORTEST_PAUSE) || pace.isOverdue(left));
    }

    /** Ids are handed out in order, so their distance tells how many events may wait, without counting them. */
    private boolean isBatchful(long lastId) {
        return lastId - maxIdRead >= settings.bounds().rows();
    }
}
