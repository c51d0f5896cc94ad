package dev.postrider.relay;

import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.SinkException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Function;

/** Asks the sink about a batch, and goes on asking until it answers or the line ends. For one thread. */
final class SinkQuestions {
    /** An insert that is still under way shows partition by partition. */
    private static final Duration UNTIL_SETTLED = Duration.ofSeconds(1);

    private final Sink sink;
    private final String outbox;
    private final EventIdentities events;
    private final Insistence insistence;
    private final Function<SendOutcome.Failed, SendFailure> failure;

    /** @param failure what is told of a question that was not answered */
    SinkQuestions(
            Sink sink,
            String outbox,
            EventIdentities events,
            Insistence insistence,
            Function<SendOutcome.Failed, SendFailure> failure) {
        this.sink = sink;
        this.outbox = outbox;
        this.events = events;
        this.insistence = insistence;
        this.failure = failure;
    }

    private interface Question<T> {
        T ask() throws SinkException;
    }

    private <T> T untilAnswered(Question<T> question) {
        while (true) {
            insistence.goOn();
            try {
                return question.ask();
            } catch (SinkException e) {
                insistence.failed(failure.apply(new SendOutcome.Unavailable(e.code(), String.valueOf(e.getMessage()))));
            }
        }
    }

    /** What the event log is now. */
    String definition() {
        return untilAnswered(sink::definition);
    }

    /** Whether the sink drops what it was sent since then. */
    boolean remembers(long nanos) {
        return untilAnswered(() -> sink.remembers(nanos));
    }

    /** Which of these rows the sink holds; empty if it keeps no identity. Some of them only if they stay the same for a while. */
    Optional<BitSet> held(BitSet rows) {
        int before = -1;
        while (true) {
            Optional<BitSet> answer = untilAnswered(() -> sink.held(outbox, events, rows));
            int now = answer.map(BitSet::cardinality).orElse(0);
            if (now == 0 || now == rows.cardinality() || now == before) {
                return answer;
            }
            before = now;
            insistence.pause(UNTIL_SETTLED);
        }
    }
}
