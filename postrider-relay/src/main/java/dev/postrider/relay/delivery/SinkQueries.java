package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.threads.RelayClock;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;

/** Asks the sink about a slice, and goes on asking until it answers or the line ends. For one thread. */
final class SinkQueries {
    /** An insert that is still under way shows partition by partition. */
    private static final Duration UNTIL_SETTLED = Duration.ofSeconds(1);

    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(250);

    private final Slice slice;
    private final Sink sink;
    private final Sink whole;
    private final RetryLoop retry;
    private final RelayClock clock;

    /**
     * Asks nothing yet.
     *
     * @param sink the slice's shard
     * @param whole all shards together
     */
    SinkQueries(Slice slice, Sink sink, Sink whole, RetryLoop retry, RelayClock clock) {
        this.slice = slice;
        this.whole = whole;
        this.sink = sink;
        this.retry = retry;
        this.clock = clock;
    }

    /**
     * Waits until the sink is at work on no earlier insert of these events: what it says that it holds is the last word only
     * then. Where it does not tell, one that drops repetitions is believed; any other stays unknown.
     *
     * @param queryIds how the ids of their inserts begin
     */
    void awaitEarlierInserts(String queryIds) {
        boolean noneBefore = false;
        while (true) {
            retry.goOn();
            boolean none = false;
            try {
                Optional<InsertAtWork> found = sink.atWork(queryIds);
                none = found.isEmpty();
                found.ifPresent(insert -> retry.waits("an earlier insert of the same events is still at work (" + insert
                        + "); the relay waits until it has ended"));
            } catch (SinkException e) {
                if (e.isAnswered() && remembers(clock.nanos())) {
                    return;
                }
                retry.failed(new SendOutcome.Unknown(e.code(), hidden(e)));
            }
            if (none && noneBefore) {
                return;
            }
            noneBefore = none;
            retry.pause(none ? ASK_AGAIN_AFTER : UNTIL_SETTLED);
        }
    }

    private static String hidden(SinkException e) {
        return !e.isAnswered()
                ? String.valueOf(e.getMessage())
                : e.getMessage()
                        + "; the table does not drop repeated inserts, so nothing is sent again before that is known: GRANT SELECT ON"
                        + " system.processes to the relay's user, or give the table a deduplication window (postrider"
                        + " doctor)";
    }

    private interface Question<T> {
        T ask() throws SinkException;
    }

    private <T> T untilAnswered(Question<T> question) {
        while (true) {
            retry.goOn();
            try {
                return question.ask();
            } catch (SinkException e) {
                retry.failed(failed(e));
            }
        }
    }

    /** A look at the sink would begin the batch anew, and not help where only time does. */
    private static SendOutcome.Failed failed(SinkException e) {
        String reason = String.valueOf(e.getMessage());
        return e.passes() ? new SendOutcome.Unknown(e.code(), reason) : new SendOutcome.Unavailable(e.code(), reason);
    }

    /** What the event log is now. */
    String definition() {
        return untilAnswered(sink::definition);
    }

    /** Whether the sink drops what it was sent since then. */
    boolean remembers(long nanos) {
        return untilAnswered(() -> sink.remembers(nanos));
    }

    /** Whether the sink drops what was sent since the batch was planned, by whatever relay. */
    boolean remembersSinceMark() {
        String mark = slice.logMark();
        Duration since =
                Duration.ofNanos(clock.nanos() - slice.delivery().past().plannedNanos());
        return !mark.isEmpty() && untilAnswered(() -> sink.remembers(mark, since));
    }

    /** Whether there are views, and each drops what comes again. */
    boolean viewsDropRepetitions() {
        return untilAnswered(sink::viewsDropRepetitions);
    }

    /** Whether the sink lacks any of these rows, which it said are stored. */
    boolean hasLost(BitSet rows) {
        return untilAnswered(() -> sink.hasLost(slice.delivery().outbox(), slice, rows));
    }

    /** Which of these rows the sink stores; empty if it keeps no identity. Some of them only if they stay the same for a while. */
    Optional<BitSet> stored(BitSet rows) {
        // In another batch they may have been spread over another number of shards.
        Sink asked = slice.delivery().past().elsewhere() ? whole : sink;
        int before = -1;
        while (true) {
            Optional<BitSet> answer =
                    untilAnswered(() -> asked.stored(slice.delivery().outbox(), slice, rows));
            int now = answer.map(BitSet::cardinality).orElse(0);
            if (now == 0 || now == rows.cardinality() || now == before) {
                return answer;
            }
            before = now;
            retry.pause(UNTIL_SETTLED);
        }
    }
}
