package dev.postrider.relay.maintenance;

import dev.postrider.relay.batch.OneLine;
import dev.postrider.relay.content.IdWindowComparison;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.status.VerificationRecord;
import dev.postrider.relay.threads.RelayClock;
import dev.postrider.relay.threads.StopSignal;
import dev.postrider.relay.tools.verify.BackgroundVerification;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Compares, as long as the relay is active, what was delivered with what the event log stores: one id window at a time. */
public final class VerificationLoop implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(VerificationLoop.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** So many pauses between two rounds: the few windows of a small outbox would be compared again and again. */
    private static final int PAUSES_BETWEEN_ROUNDS = 6;

    private final BackgroundVerification verification;
    private final VerificationTeller teller;
    private final Duration pause;
    private final StatusBoard board;
    private final StopSignal stop;
    private String toldFailure = "";

    /**
     * Compares nothing yet.
     *
     * @param record where this relay tells what it found
     * @param pause between two windows
     */
    public VerificationLoop(
            DataSource dataSource,
            EventLog eventLog,
            VerificationRecord record,
            Duration pause,
            StatusBoard board,
            StopSignal stop,
            RelayClock clock) {
        this.verification = new BackgroundVerification(dataSource, eventLog);
        this.teller = new VerificationTeller(verification, record, board, clock);
        this.pause = pause;
        this.board = board;
        this.stop = stop;
    }

    @Override
    public void run() {
        Duration next = pause;
        while (!stop.ended()) {
            pause(next);
            next = pause;
            if (!stop.ended() && board.status().state() == RelayState.ACTIVE && !compare()) {
                next = pause.multipliedBy(PAUSES_BETWEEN_ROUNDS);
            }
        }
    }

    private void pause(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !stop.ended(); left = end - System.nanoTime()) {
            stop.sleep(Duration.ofNanos(Math.min(left, LONGEST_PAUSE.toNanos())));
        }
    }

    /** Whether the round goes on. */
    private boolean compare() {
        try {
            IdWindowComparison compared = verification.next();
            toldFailure = "";
            if (compared == null) {
                teller.roundEnded();
                return false;
            }
            tell(compared);
            teller.compared();
        } catch (SQLException | SinkException | RuntimeException e) {
            // An outage is the delivery's to report; a table that can't be compared is told once.
            String failure = String.valueOf(e.getMessage());
            boolean isOutage = board.status().outage() != null || stop.ended();
            log.atLevel(failure.equals(toldFailure) || isOutage ? Level.DEBUG : Level.INFO)
                    .addKeyValue("reason", failure)
                    .log("the event log can't be compared with the ledger now: {}", OneLine.of(failure));
            toldFailure = failure;
        }
        return true;
    }

    private void tell(IdWindowComparison compared) {
        IdWindowDifference difference = compared.difference();
        if (difference != null && compared.isNews()) {
            log.atWarn()
                    .addKeyValue("window", difference.window())
                    .addKeyValue("missing", difference.missing().size())
                    .addKeyValue("extra", difference.extra().size())
                    .addKeyValue("doubled", difference.doubled().size())
                    .addKeyValue(
                            "altered",
                            difference.altered().size() + difference.suspects().size())
                    .log(
                            "the event log does not store what was delivered: {}; `postrider verify --repair --dry-run` says what"
                                    + " can be done",
                            difference.summary());
        }
        board.tell(listener -> listener.idWindowCompared(compared));
    }
}
