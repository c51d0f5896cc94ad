package dev.postrider.relay.trace;

import dev.postrider.relay.batch.SendOutcome;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tracer that never throws, whatever the one behind it does: a batch that is not traced is delivered all the same. Thread-safe. */
public final class GuardedTracer implements BatchTracer {
    private static final Logger log = LoggerFactory.getLogger(GuardedTracer.class);

    private final BatchTracer tracer;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    public GuardedTracer(BatchTracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public boolean isOn() {
        return guarded(tracer::isOn, false);
    }

    @Override
    public BatchTrace begin(BatchReading reading) {
        BatchTrace trace = guarded(() -> tracer.begin(reading), BatchTrace.none());
        return trace == BatchTrace.none() ? trace : new Guarded(trace);
    }

    // Whatever it throws, an Error too: delivery does not depend on it.
    private <T> T guarded(Supplier<T> step, T otherwise) {
        try {
            return step.get();
        } catch (Throwable e) {
            if (hasFailed.compareAndSet(false, true)) {
                log.atWarn()
                        .setCause(e)
                        .log("a batch could not be traced; delivery goes on, and this is not told again");
            }
            return otherwise;
        }
    }

    private void guarded(Runnable step) {
        guarded(
                () -> {
                    step.run();
                    return true;
                },
                false);
    }

    private final class Guarded implements BatchTrace {
        private final BatchTrace trace;
        private final AtomicBoolean hasEnded = new AtomicBoolean();

        Guarded(BatchTrace trace) {
            this.trace = trace;
        }

        @Override
        public InsertTrace insert(int rows) {
            InsertTrace insert = guarded(() -> trace.insert(rows), InsertTrace.none());
            return insert == InsertTrace.none() ? insert : new GuardedInsert(insert);
        }

        @Override
        public void delivered(int refused) {
            endOnce(() -> trace.delivered(refused));
        }

        @Override
        public void brokenOff() {
            endOnce(trace::brokenOff);
        }

        private void endOnce(Runnable end) {
            if (hasEnded.compareAndSet(false, true)) {
                guarded(end);
            }
        }
    }

    private final class GuardedInsert implements InsertTrace {
        private final InsertTrace insert;

        GuardedInsert(InsertTrace insert) {
            this.insert = insert;
        }

        @Override
        public @Nullable String traceParent() {
            return guarded(() -> Optional.ofNullable(insert.traceParent()), Optional.<String>empty())
                    .orElse(null);
        }

        @Override
        public void ended(SendOutcome outcome) {
            guarded(() -> insert.ended(outcome));
        }
    }
}
