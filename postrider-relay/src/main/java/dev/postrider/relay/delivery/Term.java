package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.OneLine;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.delivery.Delivery.Past;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.ledger.LedgerPage;
import dev.postrider.relay.ledger.PlanningPausedException;
import dev.postrider.relay.read.Poll;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.threads.RelayClock;
import dev.postrider.relay.threads.StopSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One term of being active: first the batches that an earlier term left unfinished, then, in turn, poll, plan, read, and hand
 * over to the line that sends. For one thread.
 */
public final class Term {
    private static final Logger log = LoggerFactory.getLogger(Term.class);

    private static final Duration WHILE_PAUSED = Duration.ofMillis(100);

    /** Between two looks whether a person has resumed delivery. */
    private static final Duration UNTIL_RESUMED = Duration.ofMillis(500);

    private final BatchReader reader;
    private final Ledger ledger;
    private final DeliveryLine line;
    private final RelaySettings settings;
    private final StopSignal stop;
    private final RelayClock clock;

    private final PollPace pace;
    /** What is to be read, in order: nothing is planned before all of it is in the line. */
    private final Queue<Planned> planned = new ArrayDeque<>();

    private @Nullable ReadBatch last;
    private long maxIdRead;
    private boolean hasPlace;
    /** A person has paused delivery. */
    private boolean paused;

    /** Events wait that are not planned. */
    private boolean waiting;
    /** No event that is not planned had been committed by then: what waits has waited since then at the most. */
    private long noneWaitedNanos;
    /** Whether a look of this term says so. */
    private boolean hasSeenNone;
    /** When no event that the newest plan's snapshot sees could be seen, of those that no earlier plan has. */
    private OptionalLong unseenNanos = OptionalLong.empty();

    /** A batch whose plan is in the ledger. */
    private record Planned(BatchPlan plan, Past past) {}

    /** The newest batch that was read: where the next one begins. */
    private record ReadBatch(BatchPlan plan, Position end, boolean exhausted) {}

    public Term(
            BatchReader reader,
            Ledger ledger,
            DeliveryLine line,
            RelaySettings settings,
            StopSignal stop,
            RelayClock clock) {
        this.reader = reader;
        this.ledger = ledger;
        this.line = line;
        this.settings = settings;
        this.stop = stop;
        this.clock = clock;
        long now = clock.nanos();
        this.pace = new PollPace(settings.maxWait(), now);
        // For how long something has waited when a term begins nobody knows: long enough.
        this.noneWaitedNanos = now - settings.maxWait().toNanos();
    }

    /** Works until the relay stops or the line ends. */
    public void run(LedgerPage page) throws SQLException {
        begin(page);
        while (!stop.ended() && !line.hasEnded()) {
            stop.sleep(step());
        }
    }

    /** Goes on where the ledger ends. */
    void begin(LedgerPage page) {
        maxIdRead = page.totals().maxId();
        LedgerPage.Done done = page.lastDone();
        if (done != null) {
            last = new ReadBatch(done.plan(), done.end(), done.exhausted());
        }
        long now = clock.nanos();
        for (LedgerPage.Unfinished unfinished : page.planned()) {
            Past past = new Past(
                    true,
                    now - unfinished.age().toNanos(),
                    unfinished.divisions(),
                    unfinished.logMark(),
                    false,
                    OptionalLong.empty());
            planned.add(new Planned(unfinished.plan(), past));
        }
    }

    /** Brings a batch into the line, if one is planned or it is time to plan one. Gives the pause before the next step. */
    Duration step() throws SQLException {
        hasPlace = hasPlace || line.awaitPlace(stop);
        if (!hasPlace) {
            return Duration.ZERO;
        }
        if (planned.isEmpty()) {
            Duration pause = planUnlessPaused();
            if (planned.isEmpty()) {
                return pause;
            }
        }
        if (read(planned.element())) {
            planned.remove();
            hasPlace = false;
        }
        return Duration.ZERO;
    }

    /** False when it is time to stop: then the plan is for the next term. */
    private boolean read(Planned next) throws SQLException {
        RowBuffer buffer = line.awaitBuffer(stop);
        if (buffer == null) {
            return false;
        }
        BatchPlan plan = next.plan();
        Delivery delivery = reader.read(plan, next.past(), buffer, connection -> ledger.confirm(connection, plan));
        if (delivery.past().elsewhere()) {
            ledger.forgetMark(plan);
        }
        BatchContent content = delivery.content();
        last = new ReadBatch(plan, content.end(), content.exhausted());
        maxIdRead = Math.max(maxIdRead, content.maxId());
        line.add(delivery);
        return true;
    }

    /**
     * Writes the next plan, unless a tool waits for what is under way, or a person has paused delivery. Gives the pause before the next
     * look.
     */
    private Duration planUnlessPaused() throws SQLException {
        // A plan that is refused is an error in the server's log: one for each pause is enough.
        if (paused && ledger.isPaused()) {
            return UNTIL_RESUMED;
        }
        if (paused) {
            paused = false;
            log.atInfo().log("delivery is resumed");
        }
        try {
            return plan();
        } catch (PlanningPausedException e) {
            paused = e.isUntilResumed();
            log.atLevel(paused ? Level.WARN : Level.DEBUG).log("{}", OneLine.of(String.valueOf(e.getMessage())));
            return paused ? UNTIL_RESUMED : WHILE_PAUSED;
        }
    }

    /** Writes the next plan, if it is time for one. Gives the pause before the next look. */
    private Duration plan() throws SQLException {
        ReadBatch before = last;
        if (before != null && !before.exhausted()) {
            planned(ledger.planRest(before.plan(), before.end(), settings.bounds()));
            return Duration.ZERO;
        }
        BatchPlan earlier = before == null ? null : before.plan();
        Duration pause = look(earlier == null ? Snapshot.NOTHING : earlier.seenTo());
        if (pause != null) {
            return pause;
        }
        long asked = clock.nanos();
        unseenNanos = hasSeenNone ? OptionalLong.of(noneWaitedNanos) : OptionalLong.empty();
        planned(ledger.planNext(earlier, settings.bounds()));
        waiting = false;
        noneWaitedNanos = asked;
        hasSeenNone = true;
        pace.planned(asked);
        return Duration.ZERO;
    }

    private void planned(BatchPlan plan) {
        planned.add(new Planned(plan, Past.none(clock.nanos(), unseenNanos)));
    }

    /** Null when a batch's worth of events waits, or the oldest has waited long enough; else the pause before the next look. */
    private @Nullable Duration look(Snapshot seen) throws SQLException {
        long now = clock.nanos();
        long lastId;
        if (waiting) {
            lastId = reader.lastId();
        } else {
            Poll.Found found = reader.look(seen);
            waiting = found.any();
            lastId = found.lastId();
        }
        if (waiting) {
            pace.found(now);
            Duration left = pace.left(noneWaitedNanos, clock.nanos());
            return isBatchful(lastId) || mayGoSmall(left) ? null : pace.untilNextCount(left);
        }
        noneWaitedNanos = now;
        hasSeenNone = true;
        line.nothingWaits();
        return pace.untilNextLook(now);
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
