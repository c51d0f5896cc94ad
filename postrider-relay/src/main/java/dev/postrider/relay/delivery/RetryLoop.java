package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.status.Outage.Kind;
import dev.postrider.relay.status.Outage.Where;
import dev.postrider.relay.status.SendFailure;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.threads.StopSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * What lies between two attempts to send: the news of the failure, and a pause. For one batch and one thread.
 */
final class RetryLoop {
    /** how often a wait checks whether the line has ended, or a batch has become the oldest. */
    private static final Duration CHECK_EVERY = Duration.ofMillis(100);

    private static final Duration CHECK_SINK_EVERY = Duration.ofMillis(500);
    private static final int ATTEMPTS_BEFORE_CHECKING_AGAIN = 5;

    private final Line line;
    private final BackoffSteps backoff;
    private int answersInARow;

    /**
     * What it needs of the line that the batch is in.
     *
     * @param pauses end with the line
     * @param hasFailed whether nothing may be sent any more
     * @param lease makes sure that this relay is the active one
     * @param isOldest whether no batch before this one is on its way: during an outage the oldest alone is tried again
     */
    record Line(
            Sink sink,
            RelaySettings settings,
            StatusBoard board,
            StopSignal pauses,
            BooleanSupplier hasFailed,
            LeaseGuard lease,
            BooleanSupplier isOldest) {}

    /** Says whether this relay may still send. */
    public interface LeaseGuard {
        /** Throws when another relay may be active. */
        void confirm() throws SQLException;
    }

    RetryLoop(Line line) {
        this.line = line;
        this.backoff = new BackoffSteps(
                line.settings().backoff(), () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Throws when nothing may be sent any more. */
    void goOn() {
        if (line.hasFailed().getAsBoolean()) {
            throw new IllegalStateException("the line has failed");
        }
    }

    /** Throws when nothing may be sent any more, or when that is not certain. To be called right before a send. */
    void confirm() throws SQLException {
        goOn();
        line.lease().confirm();
    }

    /** Throws when the line has ended: what is on its way may arrive, but nothing is tried again. */
    private void tryAgain() {
        if (line.pauses().ended()) {
            throw new IllegalStateException("the line has ended");
        }
    }

    /** A send succeeded. */
    void succeeded() {
        answersInARow = 0;
        backoff.reset();
    }

    /** A send failed: tells it, and pauses until it is time for the next. */
    void failed(SendFailure failure) {
        failed(failure, () -> false);
    }

    /**
     * As {@link #failed(SendFailure)}.
     *
     * @param isTime ends the pause early
     */
    void failed(SendFailure failure, BooleanSupplier isTime) {
        tryAgain();
        report(failure);
        boolean answered = failure.outcome().code() != 0 || failure.outcome() instanceof SendOutcome.Refused;
        // What is not known may be known by the sending of the same batch again; another line would have to ask.
        lookAgainAtTheSink(failure.outcome(), answered && !(failure.outcome() instanceof SendOutcome.Unknown));
        pause(
                backoff.next(),
                () -> isTime.getAsBoolean() || (!answered && line.sink().isReachable()));
        while (!line.isOldest().getAsBoolean() && !line.pauses().ended()) {
            line.pauses().sleep(CHECK_EVERY);
        }
        tryAgain();
    }

    /** An earlier insert has no outcome yet: tells it; no attempt failed. */
    void waits(String reason) {
        line.board().failed(Where.CLICKHOUSE, Kind.UNKNOWN, "", reason);
    }

    /** A pause that is no failure's. */
    void pause(Duration pause) {
        line.pauses().sleep(pause);
        tryAgain();
    }

    private void report(SendFailure failed) {
        SendOutcome.Failed outcome = failed.outcome();
        line.board().tell(listener -> listener.sendFailed(failed));
        line.board()
                .failed(
                        Where.CLICKHOUSE,
                        kind(outcome),
                        outcome.code() == 0 ? "" : Integer.toString(outcome.code()),
                        outcome.reason());
    }

    private static Kind kind(SendOutcome.Failed outcome) {
        if (outcome instanceof SendOutcome.Refused) {
            return Kind.REFUSED;
        }
        return outcome instanceof SendOutcome.Unavailable ? Kind.UNAVAILABLE : Kind.UNKNOWN;
    }

    /**
     * A server that goes on saying no may have changed since the line began: a table dropped or altered, another version. The
     * line ends, and the next one begins by looking at the sink.
     */
    private void lookAgainAtTheSink(SendOutcome.Failed outcome, boolean answered) {
        answersInARow = answered ? answersInARow + 1 : 0;
        if (answersInARow >= ATTEMPTS_BEFORE_CHECKING_AGAIN) {
            throw new SinkSaysNoException(outcome);
        }
    }

    /** A long pause ends early when it is time: when a server that could not be reached answers again, for one. */
    private void pause(Duration pause, BooleanSupplier isTime) {
        long end = System.nanoTime() + pause.toNanos();
        while (!line.pauses().ended()) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            boolean last = left.compareTo(CHECK_SINK_EVERY) <= 0;
            line.pauses().sleep(last ? left : CHECK_SINK_EVERY);
            if (last || isTime.getAsBoolean()) {
                return;
            }
        }
    }
}
