package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.divide.Part;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.status.Outage.Kind;
import dev.postrider.relay.status.Outage.Where;
import dev.postrider.relay.status.SendFailure;
import dev.postrider.relay.status.StatusBoard;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The attempts to send a batch: the news of each, and the pause before the next. For one thread. */
final class RetryLoop {
    /** how often a wait checks whether the line has ended, or a batch has become the oldest. */
    private static final Duration CHECK_EVERY = Duration.ofMillis(100);

    private static final int ATTEMPTS_BEFORE_CHECKING_AGAIN = 5;

    private final Slice slice;
    private final Place place;
    private final Sink sink;
    private final StatusBoard board;
    private final BackoffSteps backoff;
    private final SliceAttempts attempts;
    private int sends;
    private int answersInARow;
    private int overtakings;

    RetryLoop(Slice slice, Place place, Sink sink, StatusBoard board, BackoffSteps backoff, SliceAttempts attempts) {
        this.slice = slice;
        this.place = place;
        this.sink = sink;
        this.board = board;
        this.backoff = backoff;
        this.attempts = attempts;
    }

    /** Throws when nothing may be sent any more. */
    void goOn() {
        place.goOn();
    }

    /** A send begins; throws when nothing may be sent any more, or when that is not certain. To be called right before it. */
    void begins() throws SQLException {
        place.confirm();
        sends++;
        attempts.begins();
    }

    /** How many sends have begun. */
    int sends() {
        return sends;
    }

    /** A send of so many rows of a part has ended like this. */
    void ended(Part part, int rows, SendOutcome outcome) {
        attempts.ended(part, rows, outcome);
        board.tell(listener -> {
            if (outcome instanceof SendOutcome.Refused refusal) {
                listener.sendRefused(slice.batchNo(), rows, refusal);
            } else if (outcome instanceof SendOutcome.Stored) {
                listener.sendStored(slice.batchNo(), rows);
            }
        });
        if (outcome instanceof SendOutcome.Stored) {
            beginAnew();
        }
    }

    private void beginAnew() {
        answersInARow = 0;
        backoff.reset();
    }

    /** Throws when the line has ended: what is on its way may arrive, but nothing is tried again. */
    private void tryAgain() {
        if (place.pauses().ended()) {
            throw new IllegalStateException("the line has ended");
        }
    }

    /** A send failed: tells it, and pauses until it is time for the next. */
    void failed(SendOutcome.Failed outcome) {
        failed(outcome, () -> false);
    }

    /**
     * All of the batch that was tried is refused: lets later batches past, and tells it, and pauses.
     *
     * @param isTime ends the pause early
     */
    void refusedWhole(SendOutcome.Refused outcome, BooleanSupplier isTime) {
        int before = overtakings;
        overtakings = place.letOthersPast();
        if (overtakings != before) {
            // As long as further batches come to be tried, looking anew at the sink would only begin all of them again.
            beginAnew();
        }
        failed(outcome, isTime);
    }

    private void failed(SendOutcome.Failed outcome, BooleanSupplier isTime) {
        tryAgain();
        report(outcome);
        boolean answered = outcome.code() != 0 || outcome instanceof SendOutcome.Refused;
        // What is not known may be known by the sending of the same batch again; another line would have to ask.
        lookAgainAtTheSink(outcome, answered && !(outcome instanceof SendOutcome.Unknown));
        // It is also time when a server that could not be reached answers again.
        place.pauses().sleep(backoff.next(), () -> isTime.getAsBoolean() || (!answered && sink.isReachable()));
        while (!place.isOldest() && !place.pauses().ended()) {
            place.pauses().sleep(CHECK_EVERY);
        }
        tryAgain();
    }

    /** An insert has no outcome yet: tells it; no attempt failed. */
    void waits(String reason) {
        board.failed(Where.CLICKHOUSE, Kind.UNKNOWN, "", reason);
    }

    /** So many events of the batch are being set aside, the newest of them for this reason. */
    void setsAside(int events, String reason) {
        board.setAside(slice.batchNo(), events, reason);
    }

    /** A pause that is no failure's. */
    void pause(Duration pause) {
        place.pauses().sleep(pause);
        tryAgain();
    }

    private void report(SendOutcome.Failed outcome) {
        SendFailure failure = new SendFailure(slice.batchNo(), slice.count(), sends, outcome);
        board.tell(listener -> listener.sendFailed(failure));
        board.failed(
                Where.CLICKHOUSE,
                kind(outcome),
                outcome.code() == 0 ? "" : Integer.toString(outcome.code()),
                slice.plan().shards() == 1 ? outcome.reason() : sink.description() + ": " + outcome.reason());
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
}
