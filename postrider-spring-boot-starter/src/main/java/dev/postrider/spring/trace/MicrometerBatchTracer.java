package dev.postrider.spring.trace;

import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.trace.BatchReading;
import dev.postrider.relay.trace.BatchTrace;
import dev.postrider.relay.trace.BatchTracer;
import dev.postrider.relay.trace.InsertTrace;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A trace for each batch: its span is linked to spans that published its events, and has reading, encoding and inserts as its children.
 * By the tracer itself and not as an observation: an observation has no links, and can't begin before a batch is known to have events.
 */
final class MicrometerBatchTracer implements BatchTracer {

    private static final String DELIVER = "deliver";
    private static final String DATABASE = "db.system.name";

    private final Tracer tracer;

    MicrometerBatchTracer(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public boolean isOn() {
        return tracer != Tracer.NOOP;
    }

    @Override
    public BatchTrace begin(BatchReading reading) {
        Span.Builder builder = tracer.spanBuilder()
                .setNoParent()
                .name(DELIVER + " " + Messaging.OUTBOX)
                .kind(Span.Kind.CONSUMER)
                .startTimestamp(nanos(reading.began()), TimeUnit.NANOSECONDS)
                .tag(Messaging.SYSTEM, Messaging.POSTRIDER)
                .tag(Messaging.DESTINATION, Messaging.OUTBOX)
                .tag(Messaging.OPERATION, DELIVER)
                .tag(Messaging.OPERATION_TYPE, "process")
                .tag(Messaging.COUNT, reading.rows())
                .tag("postrider.outbox", reading.outbox())
                .tag("postrider.batch_no", reading.batchNo())
                .tag("postrider.bytes", reading.bytes());
        reading.publishedIn().forEach(traceParent -> builder.addLink(new Link(context(traceParent))));
        Span batch = builder.start();
        if (Boolean.FALSE.equals(batch.context().sampled())) {
            batch.end();
            return BatchTrace.none();
        }
        past(batch, "read", reading.began(), reading.ended(), "postgresql");
        past(batch, "encode", reading.firstRow(), reading.ended(), null);
        return new Traced(batch);
    }

    private void past(Span batch, String name, Instant began, Instant ended, @Nullable String database) {
        Span.Builder builder = tracer.spanBuilder()
                .setParent(batch.context())
                .name(name)
                .startTimestamp(nanos(began), TimeUnit.NANOSECONDS);
        if (database != null) {
            builder.kind(Span.Kind.CLIENT).tag(DATABASE, database);
        }
        builder.start().end(nanos(ended), TimeUnit.NANOSECONDS);
    }

    private TraceContext context(String traceParent) {
        String[] fields = traceParent.split("-", -1);
        return tracer.traceContextBuilder()
                .traceId(fields[1])
                .spanId(fields[2])
                .sampled(true)
                .build();
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    private final class Traced implements BatchTrace {
        private final Span batch;

        Traced(Span batch) {
            this.batch = batch;
        }

        @Override
        public InsertTrace insert(int rows) {
            return new TracedInsert(tracer.spanBuilder()
                    .setParent(batch.context())
                    .name("insert")
                    .kind(Span.Kind.CLIENT)
                    .tag(DATABASE, "clickhouse")
                    .tag("db.operation.name", "INSERT")
                    .tag("db.operation.batch.size", rows)
                    .start());
        }

        @Override
        public void delivered(int refused) {
            if (refused > 0) {
                batch.tag("postrider.refused", refused);
            }
            batch.end();
        }

        @Override
        public void brokenOff() {
            batch.error(new Failure("broken off; the batch is sent again, in another trace"));
            batch.end();
        }
    }

    private record TracedInsert(Span span) implements InsertTrace {

        @Override
        public @Nullable String traceParent() {
            return MicrometerTraceParents.of(span.context());
        }

        @Override
        public void ended(SendOutcome outcome) {
            span.tag("postrider.outcome", outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
            if (outcome instanceof SendOutcome.Failed failed) {
                if (failed.code() != 0) {
                    span.tag("db.response.status_code", Integer.toString(failed.code()));
                }
                span.error(new Failure(failed.reason()));
            }
            span.end();
        }
    }

    /** How a span is told that something failed: no exception was thrown, so there is no stack to tell. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String reason) {
            super(reason, null, false, false);
        }
    }
}
