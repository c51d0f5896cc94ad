package dev.postrider.spring.trace;

import org.jspecify.annotations.Nullable;

/** Where the trace context of a published event comes from. Thread-safe. */
@FunctionalInterface
public interface TraceParents {

    /** The W3C {@code traceparent} of what this thread is doing; null outside of a trace. */
    @Nullable
    String current();
}
