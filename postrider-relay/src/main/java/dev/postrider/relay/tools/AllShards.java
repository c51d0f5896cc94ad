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
     * As {@link #require}, before something is sent: what is sent to a shard that no relay has used is missing for everybody who does not
     * name it yet, and could be sent again.
     *
     * @throws SinkException also if a shard is named that no relay has used
     */
    public static void requireUsed(DataSource dataSource, EventLog log) throws SQLException, SinkException {
        require(dataSource, log);
        int used = Math.max(1, known(dataSource));
        int named = log.shards().size();
        if (named > used) {
            throw new SinkException("CLICKHOUSE_HOST names " + named + " shards, of which relays have used " + used
                    + ": what is sent to the others now could be sent again by somebody who does not name them yet; let a relay use"
                    + " all of them first, then run this again (docs/shards.md)");
        }
    }

    private static int known(DataSource dataSource) throws SQLException {
        return new EventLogRecord(dataSource, 0).shards().tables().size();
    }

    /**
     * Compares with the ledger.
     *
     * @throws SinkException if it knows of more shards than are named
     */
    public static void require(DataSource dataSource, EventLog log) throws SQLException, SinkException {
        int known = known(dataSource);
        int named = log.shards().size();
        if (named < known) {
            throw new SinkException("CLICKHOUSE_HOST names " + named + " of the " + known
                    + " shards that events were delivered to, and what is on the others would be called missing; name all of"
                    + " them, in their order (docs/shards.md)");
        }
    }
}
