package dev.postrider.relay.sink.insert;

import dev.postrider.relay.sink.server.SinkException;
import java.util.Optional;

/** Tells which inserts are still at work. */
@FunctionalInterface
public interface AtWork {
    /**
     * The oldest insert whose id begins so; empty if there is none.
     *
     * @param queryIds from {@link dev.postrider.relay.batch.QueryIds}
     * @throws SinkException if a server that may be at work on one can't be asked, or does not tell
     */
    Optional<InsertAtWork> find(String queryIds) throws SinkException;
}
