package dev.postrider.relay.status;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A batch that was delivered and acknowledged.
 *
 * @param batchNo its number in the ledger
 * @param rows how many events, without those that the sink refused; 0 for a batch that turned out empty
 * @param bytes their size as read from PostgreSQL
 * @param attempts how many sends it took; 0 for an empty batch, many for one with refused events
 * @param sending from the first send to the sink's confirmation, pauses included
 * @param freshness how long it took at the most from the commit of any of its events to its acknowledgement: since the last moment of
 *     which a look of this relay says that none of them could be seen; null if no look does, as for what waited when the relay became
 *     the active one
 */
public record BatchReport(
        long batchNo,
        int rows,
        long bytes,
        int attempts,
        Duration sending,
        @Nullable Duration freshness) {}
