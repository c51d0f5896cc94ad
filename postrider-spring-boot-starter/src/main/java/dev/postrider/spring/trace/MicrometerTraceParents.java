package dev.postrider.spring.trace;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

/** The trace that Micrometer Tracing knows this thread to be in, whatever tracer is behind it. */
final class MicrometerTraceParents implements TraceParents {

    private static final int TRACE_ID_DIGITS = 32;
    private static final int SPAN_ID_DIGITS = 16;

    private final Tracer tracer;

    MicrometerTraceParents(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public @Nullable String current() {
        Span span = tracer.currentSpan();
        if (span == null) {
            return null;
        }
        TraceContext context = span.context();
        if (context.traceId().isEmpty() || context.spanId().isEmpty()) {
            return null;
        }
        // tracers with ids of 64 bits write 16 digits; W3C wants them filled up from the left
        return "00-" + filled(context.traceId(), TRACE_ID_DIGITS) + "-" + filled(context.spanId(), SPAN_ID_DIGITS)
                + (Boolean.TRUE.equals(context.sampled()) ? "-01" : "-00");
    }

    private static String filled(String id, int digits) {
        return "0".repeat(Math.max(0, digits - id.length())) + id;
    }
}
