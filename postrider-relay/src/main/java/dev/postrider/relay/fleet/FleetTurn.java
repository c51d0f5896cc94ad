package dev.postrider.relay.fleet;

import dev.postrider.relay.threads.RelayThreads;
import dev.postrider.relay.threads.StopSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of one outbox's relay in a process of the fleet. It tries for a free lease at once if the process is the first choice;
 * otherwise only when the first choice has left the lease free for a while, for whatever reason. It hands the lease over when another
 * process has been the first choice for a while, and says so itself: as long as two see the fleet differently, nothing moves.
 */
final class FleetTurn implements Turn {
    private static final Logger log = LoggerFactory.getLogger(FleetTurn.class);

    /** How long others leave a free lease to the first choice. */
    private static final Duration LEFT_TO_THE_FIRST_CHOICE = Duration.ofSeconds(3);

    /** How long another has to be the first choice before the lease is handed over: a process that comes and goes moves nothing. */
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(3);

    /** Longer than a process of the same name that was killed keeps its seat. */
    private static final Duration NO_SEAT_IS_TOLD_AFTER = Duration.ofSeconds(5);

    private final String outbox;
    private final String owner;
    private final FleetProcess self;
    private final Seat seat;
    private final Picture picture;
    private final Duration lookEvery;
    private final LongSupplier nanoTime;
    private @Nullable Long freeSince;
    private @Nullable Long noSeatSince;
    private boolean hasTold;
    private volatile boolean hasLeft;

    FleetTurn(String outbox, String owner, Member member, Seat seat, LongSupplier nanoTime) {
        this.outbox = outbox;
        this.owner = owner;
        this.self = member.self();
        this.seat = seat;
        this.picture = member.picture();
        this.lookEvery = member.leaseTerm().dividedBy(2);
        this.nanoTime = nanoTime;
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public synchronized boolean mayTake() throws SQLException {
        Sight sight = look();
        long now = nanoTime.getAsLong();
        if (!sight.leaseIsFree()) {
            freeSince = null;
            return false;
        }
        if (freeSince == null) {
            freeSince = now;
        }
        return self.equals(picture.firstChoice(outbox, now)) || now - freeSince >= LEFT_TO_THE_FIRST_CHOICE.toNanos();
    }

    private synchronized Sight look() throws SQLException {
        Sight sight = seat.look(self.equals(picture.firstChoice(outbox, nanoTime.getAsLong())));
        picture.saw(outbox, sight);
        warnOfNoSeat(sight);
        return sight;
    }

    private void warnOfNoSeat(Sight sight) {
        if (sight.signs().containsKey(self)) {
            noSeatSince = null;
        } else if (noSeatSince == null) {
            noSeatSince = sight.nanos();
        } else if (!hasTold && sight.nanos() - noSeatSince > NO_SEAT_IS_TOLD_AFTER.toNanos()) {
            hasTold = true;
            boolean isTaken =
                    sight.signs().keySet().stream().anyMatch(peer -> peer.name().equals(self.name()));
            log.atWarn()
                    .addKeyValue("process", self.name())
                    .log(
                            "this process has no share in the outbox, {}; it delivers only while no other does",
                            isTaken
                                    ? "because another one has its name too: give each a POSTRIDER_PROCESS_NAME of its own"
                                    : "because 16 others share it, and no more can");
        }
    }

    @Override
    public Watch watch(Runnable isOver) {
        holdsTheLease();
        StopSignal pauses = new StopSignal();
        RelayThreads.ofThisRelay()
                .daemon("postrider-turn", () -> keepLooking(pauses, isOver))
                .start();
        return pauses::end;
    }

    /** When it is free again is another matter. */
    private synchronized void holdsTheLease() {
        freeSince = null;
    }

    private void keepLooking(StopSignal pauses, Runnable isOver) {
        @Nullable FleetProcess other = null;
        long since = 0;
        while (!pauses.ended()) {
            long now = nanoTime.getAsLong();
            FleetProcess claims = whoElseClaimsIt();
            if (claims == null || other == null || !claims.equals(other)) {
                other = claims;
                since = now;
            } else if (now - since >= SETTLED_AFTER.toNanos()) {
                log.atInfo()
                        .addKeyValue("process", other.name())
                        .log("handing this outbox over to the process whose share it is");
                isOver.run();
                return;
            }
            pauses.sleep(lookEvery);
        }
    }

    /** Another process that is the first choice, and says so itself; null if there is none, or that can't be seen now. */
    private @Nullable FleetProcess whoElseClaimsIt() {
        try {
            Sight sight = look();
            long now = nanoTime.getAsLong();
            FleetProcess first = picture.firstChoice(outbox, now);
            return first != null && !first.equals(self) && sight.wants(first, now) ? first : null;
        } catch (SQLException e) {
            log.atDebug().setCause(e).log("who shares this outbox could not be seen");
            return null;
        }
    }

    @Override
    public void leave() {
        if (hasLeft) {
            return;
        }
        hasLeft = true;
        try {
            seat.leave();
        } catch (SQLException e) {
            log.atDebug().setCause(e).log("others were not told that this process stops; they notice its silence");
        }
    }
}
