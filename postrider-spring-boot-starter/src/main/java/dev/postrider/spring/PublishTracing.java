package dev.postrider.spring;

import dev.postrider.spring.trace.Publication;
import dev.postrider.spring.trace.PublishSpan;
import dev.postrider.spring.trace.PublishSpans;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The spans around a call that publishes. Whatever they throw, the call does what it does without them. Thread-safe. */
final class PublishTracing {

    private static final Logger log = LoggerFactory.getLogger(PublishTracing.class);

    private final List<PublishSpans> spans;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    PublishTracing(List<PublishSpans> spans) {
        this.spans = List.copyOf(spans);
    }

    /** Whether there is anything to do. */
    boolean isOn() {
        return !spans.isEmpty();
    }

    <T> T around(Supplier<T> publishing, Function<T, Publication> what) {
        Deque<PublishSpan> open = new ArrayDeque<>();
        spans.forEach(kind -> guarded(() -> open.push(kind.begin())));
        T published;
        try {
            published = publishing.get();
        } catch (RuntimeException | Error e) {
            open.forEach(span -> guarded(() -> span.failed(e)));
            throw e;
        }
        open.forEach(span -> guarded(() -> span.published(what.apply(published))));
        return published;
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) {
            if (hasFailed.compareAndSet(false, true)) {
                log.atWarn()
                        .setCause(e)
                        .log(
                                "publishing could not be traced; events are published all the same, and this is not told again");
            }
        }
    }
}
