package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.RowConsumer;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.ShardKey;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.delivery.Delivery.Past;
import dev.postrider.relay.encode.NativeEncoder;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.identity.Origin;
import dev.postrider.relay.read.OutboxReader;
import dev.postrider.relay.read.Poll;
import dev.postrider.relay.read.SpreadRows;
import java.sql.SQLException;
import java.util.function.UnaryOperator;

/** What a term sees of the outbox: whether events wait, and what is in a batch. For one thread. */
public final class BatchReader {
    private final Poll poll;
    private final OutboxReader reader;
    private final Origin origin;
    private final RowLayout layout;
    private final ShardKey shardKey;
    private final BatchTraces traces;

    /**
     * Reads nothing yet.
     *
     * @param layout how the sink takes rows
     * @param shardKey what says on which shard an event belongs
     * @param traces of the batches that are read
     */
    public BatchReader(
            Poll poll, OutboxReader reader, Origin origin, RowLayout layout, ShardKey shardKey, BatchTraces traces) {
        this.poll = poll;
        this.reader = reader;
        this.origin = origin;
        this.layout = layout;
        this.shardKey = shardKey;
        this.traces = traces;
    }

    /** Looks whether events wait that the snapshot does not see. */
    Poll.Found look(Snapshot seen) throws SQLException {
        return poll.look(seen);
    }

    /** The last id handed out. */
    long lastId() throws SQLException {
        return poll.lastId();
    }

    /** Reads a planned batch, and encodes it into a buffer. Its trace begins. */
    Delivery read(BatchPlan plan, Past past, RowBuffer buffer, OutboxReader.Check check) throws SQLException {
        return traces.of(origin.outbox(), around -> read(plan, past, buffer, check, around));
    }

    /** The same batch again, in its trace. */
    Delivery readAgain(Delivery before, RowBuffer buffer, OutboxReader.Check check) throws SQLException {
        return read(before.plan(), before.past(), buffer, check, rows -> rows).tracedAs(before.trace());
    }

    private Delivery read(
            BatchPlan plan, Past past, RowBuffer buffer, OutboxReader.Check check, UnaryOperator<RowConsumer> around)
            throws SQLException {
        NativeEncoder encoder = new NativeEncoder(layout, origin.outbox(), buffer);
        SpreadRows rows = new SpreadRows(encoder, shardKey, plan.shards());
        BatchContent content = reader.read(plan, around.apply(rows), check);
        // From before the database was restored or promoted, unless the ledger certainly has all that became of it.
        boolean isPerhapsElsewhere = content.minId() <= origin.elsewhereUpToId()
                || (past.logMark().isEmpty() && content.minId() <= origin.askUpToId());
        return new Delivery(
                origin.outbox(), plan, content, buffer, rows.ofShards(), isPerhapsElsewhere ? past.longAgo() : past);
    }
}
