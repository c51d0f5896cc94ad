package dev.postrider.relay.sink;

import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.table.TableKey;
import java.util.List;

/** An event log that may be one of several shards. */
public interface Shard extends QueryableSink {

    /**
     * Which table it is.
     *
     * @throws SinkException if its server can't be asked
     */
    TableKey tableKey() throws SinkException;

    @Override
    default List<String> tables() throws SinkException {
        return List.of(tableKey().table());
    }
}
