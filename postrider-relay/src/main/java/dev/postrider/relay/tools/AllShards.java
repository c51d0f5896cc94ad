package dev.postrider.relay.tools;

import dev.postrider.relay.ledger.EventLogRecord;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.server.SinkException;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Whether all shards are named that events were delivered to: what is on one that is not asked would be called missing. */
public final class AllShards {
    private AllShards() {}

    /**
     * Compares with the ledger.
     *
     * @throws SinkException if it knows of more shards than are named
     */
    public static void require(DataSource dataSource, EventLog log) throws SQLException, SinkException {
        int known = new EventLogRecord(dataSource, 0).shards().tables().size();
        int named = log.shards().size();
        if (named < known) {
            throw new SinkException("CLICKHOUSE_HOST names " + named + " of the " + known
                    + " shards that events were delivered to, and what is on the others would be called missing; name all of"
                    + " them, in their order (docs/shards.md)");
        }
    }
}
