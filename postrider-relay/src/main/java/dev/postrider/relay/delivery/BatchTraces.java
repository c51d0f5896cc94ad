package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.RowConsumer;
import dev.postrider.relay.trace.BatchReading;
import dev.postrider.relay.trace.BatchTracer;
import dev.postrider.relay.trace.GuardedTracer;
import dev.postrider.relay.trace.PublishedIn;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Begins the trace of each batch that is read. Where batches are not traced, nothing stands in the rows' way. Thread-safe. */
public final class BatchTraces {
    private final BatchTracer tracer;
    private final InstantSource clock;

    /** @param tracer may throw: then delivery goes on without traces */
    public BatchTraces(BatchTracer tracer, InstantSource clock) {
        this.tracer = new GuardedTracer(tracer);
        this.clock = clock;
    }

    /** Reads a batch with what is to stand between the rows and those who take them. */
    interface Reading {
        Delivery read(UnaryOperator<RowConsumer> around) throws SQLException;
    }

    /** What was read, with its trace. */
    Delivery of(String outbox, Reading reading) throws SQLException {
        return tracer.isOn() ? traced(outbox, reading) : reading.read(rows -> rows);
    }

    private Delivery traced(String outbox, Reading reading) throws SQLException {
        Instant began = clock.instant();
        PublishedIn[] seen = new PublishedIn[1];
        Delivery delivery = reading.read(rows -> seen[0] = new PublishedIn(rows, clock));
        BatchContent content = delivery.content();
        if (content.isEmpty()) {
            return delivery;
        }
        return delivery.tracedAs(tracer.begin(new BatchReading(
                outbox,
                delivery.batchNo(),
                content.rows(),
                content.bytes(),
                began,
                Objects.requireNonNullElse(seen[0].firstRow(), began),
                clock.instant(),
                seen[0].found())));
    }
}
