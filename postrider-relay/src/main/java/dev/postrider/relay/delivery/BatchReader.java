package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.delivery.Delivery.Past;
import dev.postrider.relay.encode.NativeEncoder;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.identity.Origin;
import dev.postrider.relay.read.OutboxReader;
import dev.postrider.relay.read.Poll;
import java.sql.SQLException;

/** What a term sees of the outbox: whether events wait, and what is in a batch. For one thread. */
public final class BatchReader {
    private final Poll poll;
    private final OutboxReader reader;
    private final Origin origin;
    private final RowLayout layout;

    /** @param layout how the sink takes rows */
    public BatchReader(Poll poll, OutboxReader reader, Origin origin, RowLayout layout) {
        this.poll = poll;
        this.reader = reader;
        this.origin = origin;
        this.layout = layout;
    }

    /** Looks whether events wait that the snapshot does not see. */
    Poll.Found look(Snapshot seen) throws SQLException {
        return poll.look(seen);
    }

    /** The last id handed out. */
    long lastId() throws SQLException {
        return poll.lastId();
    }

    /** Reads a planned batch, and encodes it into a buffer. */
    Delivery read(BatchPlan plan, Past past, RowBuffer buffer, OutboxReader.Check check) throws SQLException {
        BatchContent content = reader.read(plan, new NativeEncoder(layout, origin.outbox(), buffer), check);
        // From before the database was restored or promoted, unless the ledger certainly has all that became of it.
        boolean isPerhapsElsewhere = content.minId() <= origin.elsewhereUpToId()
                || (past.logMark().isEmpty() && content.minId() <= origin.askUpToId());
        return new Delivery(origin.outbox(), plan, content, buffer, isPerhapsElsewhere ? past.longAgo() : past);
    }
}
