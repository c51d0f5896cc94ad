package dev.postrider.spring.trace;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trace that Micrometer Tracing knows this thread to be in, whatever tracer is behind it. */
final class MicrometerTraceParents implements TraceParents {

    private static final Logger log = LoggerFactory.getLogger(MicrometerTraceParents.class);

    private static final int TRACE_ID_DIGITS = 32;
    private static final int SPAN_ID_DIGITS = 16;

    private final Tracer tracer;

    MicrometerTraceParents(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public @Nullable String current() {
        try {
            Span span = tracer.currentSpan();
            return span == null ? null : of(span.context());
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("the current trace is not known; the event is published without it");
            return null;
        }
    }

    /** As W3C writes it; null where the context is of no trace. */
    static @Nullable String of(TraceContext context) {
        if (isNone(context.traceId()) || isNone(context.spanId())) {
            return null;
        }
        // tracers with ids of 64 bits write 16 digits; W3C wants them filled up from the left
        return "00-" + filled(context.traceId(), TRACE_ID_DIGITS) + "-" + filled(context.spanId(), SPAN_ID_DIGITS)
                + (Boolean.TRUE.equals(context.sampled()) ? "-01" : "-00");
    }

    /** A tracer that is switched off writes nothing, or zeros. */
    private static boolean isNone(String id) {
        return id.chars().allMatch(digit -> digit == '0');
    }

    private static String filled(String id, int digits) {
        return "0".repeat(Math.max(0, digits - id.length())) + id;
    }
}
