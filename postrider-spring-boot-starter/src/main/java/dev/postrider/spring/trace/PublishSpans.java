package dev.postrider.spring.trace;

/** Makes a span of each call that publishes, for one receiver of traces. Thread-safe; what it throws is logged, and the event is published. */
@FunctionalInterface
public interface PublishSpans {

    /** A span begins, in the trace that this thread is in, and is the thread's current one until it ends. */
    PublishSpan begin();
}
