package dev.postrider.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.RowConsumer;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.delivery.Delivery.Past;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.trace.BatchTracer;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTracesTest {

    /** So the rows of a batch cost nothing more than without the feature. */
    @Test
    void whereNothingIsTracedNothingStandsBetweenTheRowsAndThoseWhoTakeThem() throws SQLException {
        RowConsumer encoder = (txid, buffer, offset, length) -> {};
        List<RowConsumer> taking = new ArrayList<>();
        BatchPlan plan = new BatchPlan(1, Snapshot.NOTHING, Snapshot.NOTHING, Position.START, new BatchBounds(1, 1));
        BatchContent content = new BatchContent(1, 1, "token", Position.START, true, 1, 1, List.of());
        Delivery read = new Delivery("outbox", plan, content, new RowBuffer(), List.of(), Past.none(0));

        Delivery delivery = new BatchTraces(BatchTracer.none(), InstantSource.system()).of("outbox", around -> {
            taking.add(around.apply(encoder));
            return read;
        });

        assertThat(taking).containsExactly(encoder);
        assertThat(delivery).isSameAs(read);
    }
}
