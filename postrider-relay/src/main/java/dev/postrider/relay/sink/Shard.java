package dev.postrider.relay.sink;

import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.table.TableKey;

/** An event log that may be one of several shards. */
interface Shard extends QueryableSink {

    /**
     * Which table it is.
     *
     * @throws SinkException if its server can't be asked
     */
    TableKey tableKey() throws SinkException;
}
