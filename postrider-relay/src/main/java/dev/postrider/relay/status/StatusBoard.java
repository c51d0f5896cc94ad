package dev.postrider.relay.status;

import dev.postrider.relay.batch.OneLine;
import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.status.Outage.Kind;
import dev.postrider.relay.status.Outage.Where;
import dev.postrider.relay.threads.RelayClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what a relay is doing, and tells the log and the listener when that changes: once for a change, not for every attempt.
 * Thread-safe.
 */
public final class StatusBoard {
    private static final Logger log = LoggerFactory.getLogger(StatusBoard.class);

    private static final String INTERRUPTED = "delivery is interrupted, trying again by itself";
    private static final String HALTED = "delivery is halted until a person has decided how to go on";

    private final RelayListener listener;
    private final RelayClock clock;
    private final Set<String> toldOfOutage = new HashSet<>();
    private RelayState toldState = RelayState.STARTING;
    private RelayStatus status;
    private Instant nothingWaitedAt = Instant.MIN;
    private InsertTimes insertTimes = InsertTimes.NONE;
    private final SendAttempts attempts = new SendAttempts();
    private @Nullable Tenure tenure;

    public StatusBoard(RelayListener listener, RelayClock clock) {
        this.listener = listener;
        this.clock = clock;
        this.status = new RelayStatus(RelayState.STARTING, clock.instant(), 0, null, null, 0, List.of(), null);
    }

    public synchronized RelayStatus status() {
        return status;
    }

    /** The relay does something else now. */
    public void state(RelayState state) {
        state(state, status().fence());
    }

    /** The relay is the active one now. */
    public void active(Tenure as) {
        synchronized (this) {
            tenure = as;
        }
        state(RelayState.ACTIVE, as.fence());
    }

    /** What the relay was the active one as, if it was nothing else since but waited for a database. */
    public synchronized @Nullable Tenure tenure() {
        return tenure;
    }

    private void state(RelayState state, long fence) {
        RelayStatus before;
        RelayStatus now;
        synchronized (this) {
            if (state != RelayState.ACTIVE && state != RelayState.WAITING) {
                tenure = null;
            }
            before = status;
            if (before.state() == state && before.fence() == fence) {
                return;
            }
            now = before.withState(state, clock.instant(), fence);
            status = now;
        }
        // During an outage the states follow each other with every attempt; the one that stays is told when it is over.
        if (before.outage() == null || state == RelayState.STOPPED) {
            logState(now);
        }
        tell(l -> l.stateChanged(before, now));
    }

    /** The active relay has looked, and nothing waits or is on its way. */
    public synchronized void nothingWaits() {
        nothingWaitedAt = clock.instant();
    }

    /** Whether {@link #nothingWaits()} was said that lately by the relay that is active. */
    public synchronized boolean nothingWaitedWithin(Duration time) {
        return status.state() == RelayState.ACTIVE
                && nothingWaitedAt.isAfter(clock.instant().minus(time));
    }

    public synchronized void lag(@Nullable Long nanos) {
        status = status.withLag(nanos);
    }

    /** So many batches are in flight now, and so many of them are pending at each shard. */
    public synchronized void inFlight(int batches, List<Integer> ofShards) {
        status = status.withInFlight(batches, ofShards);
    }

    /**
     * Events of a batch are being set aside; none of them any more if the number is 0.
     *
     * @param reason what the sink has against the newest of them
     */
    public void setAside(long batchNo, int events, String reason) {
        boolean begins;
        synchronized (this) {
            SettingAside before = status.settingAside();
            boolean goesOn = before != null && before.batchNo() == batchNo;
            if (events == 0) {
                status = goesOn ? status.withSettingAside(null) : status;
                return;
            }
            Instant since = before != null && goesOn ? before.since() : clock.instant();
            status = status.withSettingAside(new SettingAside(batchNo, events, reason, since));
            begins = !goesOn;
        }
        if (begins) {
            log.atWarn()
                    .addKeyValue("batch_no", batchNo)
                    .addKeyValue("reason", reason)
                    .log("the event log refuses events, which are being set aside: {}", reason);
        }
    }

    /** An attempt failed: the outage begins or goes on. Gives whether the outage has shown this face for the first time. */
    public boolean failed(Where where, Kind kind, String code, String reason) {
        Outage outage;
        boolean begins;
        boolean news;
        synchronized (this) {
            Outage before = status.outage();
            begins = before == null;
            Instant since = before == null ? clock.instant() : before.since();
            outage = new Outage(where, kind, code, reason, since, before == null ? 1 : before.attempts() + 1);
            news = toldOfOutage.add(where.text() + kind.text() + code);
            outage(outage);
        }
        if (news) {
            log.atWarn()
                    .addKeyValue("where", where.text())
                    .addKeyValue("kind", kind.text())
                    .addKeyValue("code", code)
                    .addKeyValue("reason", reason)
                    .log("{}: {}: {}", kind == Kind.HALTED ? HALTED : INTERRUPTED, where.text(), OneLine.of(reason));
        }
        if (begins) {
            tell(l -> l.outageBegan(outage));
        }
        return news;
    }

    /** An attempt succeeded: the outage, if there was one, is over. */
    public void works() {
        Outage over;
        synchronized (this) {
            over = status.outage();
            if (over == null) {
                return;
            }
            toldOfOutage.clear();
            outage(null);
        }
        log.atInfo()
                .addKeyValue("where", over.where().text())
                .addKeyValue("since", over.since())
                .addKeyValue("attempts", over.attempts())
                .log("delivery works again");
        logState(status());
        tell(l -> l.outageEnded(over));
    }

    private void logState(RelayStatus now) {
        synchronized (this) {
            if (now.state() == toldState) {
                return;
            }
            toldState = now.state();
        }
        log.atInfo()
                .addKeyValue("state", now.state())
                .addKeyValue("fence", now.fence())
                .log("relay is {}", describe(now.state()));
    }

    /** A batch was delivered and acknowledged. */
    public void delivered(BatchReport report) {
        insertTimes(InsertTimes.of(report));
        tell(l -> l.batchDelivered(report));
    }

    /** What became of attempts to send, to be written down. */
    public SendAttempts attempts() {
        return attempts;
    }

    /** How long inserts took since this was asked last; they are counted anew from now on. */
    public synchronized InsertTimes takeInsertTimes() {
        InsertTimes taken = insertTimes;
        insertTimes = InsertTimes.NONE;
        return taken;
    }

    /** These are to be counted: of a batch, or taken and not written down. */
    public synchronized void insertTimes(InsertTimes more) {
        insertTimes = insertTimes.plus(more);
    }

    /** Lets the listener hear something; what it throws changes nothing but the log. */
    public void tell(Consumer<RelayListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("the relay's listener failed; delivery goes on");
        }
    }

    private void outage(@Nullable Outage outage) {
        status = status.withOutage(outage);
    }

    private static String describe(RelayState state) {
        return switch (state) {
            case STARTING -> "starting";
            case STANDBY -> "standing by: another relay is active";
            case ACTIVE -> "active";
            case WAITING -> "waiting for a database";
            case HALTED -> "halted: a person must decide how to go on";
            case STOPPED -> "stopped";
        };
    }

    /** How long ago that was. */
    public Duration since(long nanos) {
        return Duration.ofNanos(clock.nanos() - nanos);
    }
}
