package dev.postrider.relay.maintenance;

import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.status.LastVerification;
import dev.postrider.relay.status.LastVerification.Differing;
import dev.postrider.relay.status.LastVerification.Found;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.status.VerificationRecord;
import dev.postrider.relay.status.VerificationRecord.EndedRound;
import dev.postrider.relay.threads.RelayClock;
import dev.postrider.relay.tools.verify.BackgroundVerification;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells PostgreSQL what the verification in the background has found: at news, and once a minute until the first round is over; every
 * five minutes when rounds find the same again and again. For one thread.
 */
final class VerificationTeller {
    private static final Logger log = LoggerFactory.getLogger(VerificationTeller.class);

    private static final Duration TELL_EVERY = Duration.ofMinutes(1);
    private static final Duration TELL_THE_SAME_EVERY = Duration.ofMinutes(5);

    /** Where every window is news, as after a table was emptied, they are told together. */
    private static final Duration BETWEEN_NEWS = Duration.ofSeconds(1);

    /** What differs names the batches of a window, which may be thousands. */
    private static final int LONGEST_WORDS = 1_000;

    private final BackgroundVerification verification;
    private final VerificationRecord record;
    private final StatusBoard board;
    private final RelayClock clock;
    private long compared;
    private long roundBeganNanos;
    private @Nullable Ended ended;
    private @Nullable Told told;
    private long triedAtNanos;

    /** A round that is over, and under which fence: what others found since is not to be told over with it. */
    private record Ended(long fence, long beganNanos, long endedNanos, long compared, Found found) {}

    /** What was told, but for times and for how far a round is. */
    private record Told(
            long fence,
            Found found,
            @Nullable Long roundCompared,
            @Nullable Found roundFound) {}

    VerificationTeller(
            BackgroundVerification verification, VerificationRecord record, StatusBoard board, RelayClock clock) {
        this.verification = verification;
        this.record = record;
        this.board = board;
        this.clock = clock;
        this.triedAtNanos = clock.nanos() - BETWEEN_NEWS.toNanos();
    }

    /** A window was compared. */
    void compared() {
        if (compared == 0) {
            roundBeganNanos = clock.nanos();
        }
        compared++;
        tellIfDue();
    }

    /** All windows were compared, or there are none. */
    void roundEnded() {
        Tenure tenure = board.tenure();
        if (compared > 0) {
            ended = tenure == null
                    ? null
                    : new Ended(tenure.fence(), roundBeganNanos, clock.nanos(), compared, found());
            compared = 0;
            tellIfDue();
        }
    }

    private void tellIfDue() {
        Tenure tenure = board.tenure();
        if (tenure == null) {
            return;
        }
        Ended round = ended != null && ended.fence() == tenure.fence() ? ended : null;
        Told now = new Told(
                tenure.fence(), found(), round == null ? null : round.compared(), round == null ? null : round.found());
        if (clock.nanos() - triedAtNanos >= pause(now).toNanos()) {
            triedAtNanos = clock.nanos();
            tell(now, round);
        }
    }

    private Duration pause(Told now) {
        if (!now.equals(told)) {
            return BETWEEN_NEWS;
        }
        return now.roundFound() == null ? TELL_EVERY : TELL_THE_SAME_EVERY;
    }

    private void tell(Told now, @Nullable Ended round) {
        try {
            EndedRound told = round == null
                    ? null
                    : new EndedRound(
                            board.since(round.beganNanos()),
                            board.since(round.endedNanos()),
                            round.compared(),
                            round.found());
            record.tell(now.fence(), compared, now.found(), told);
            this.told = now;
        } catch (SQLException | RuntimeException e) {
            // PostgreSQL's outages are the delivery's to report; it is told with the next window.
            log.atDebug().setCause(e).log("what was compared can't be told now; delivery goes on");
        }
    }

    private Found found() {
        List<Differing> first = verification.differences(LastVerification.MOST).stream()
                .map(VerificationTeller::differing)
                .toList();
        return new Found(verification.differing(), first);
    }

    private static Differing differing(IdWindowDifference difference) {
        String words = difference.summary();
        return new Differing(
                difference.window(),
                words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS - 1) + "…");
    }
}
