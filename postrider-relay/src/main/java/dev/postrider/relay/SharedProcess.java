package dev.postrider.relay;

import dev.postrider.relay.fleet.Turn;
import dev.postrider.relay.memory.BatchMemory;
import dev.postrider.relay.threads.Bulkhead;
import dev.postrider.relay.trace.BatchTracer;

/**
 * What the relays of one process share, if there are many: memory for batches, and turns at what is costly for the one event log that they
 * all send to. Thread-safe.
 */
public final class SharedProcess {
    /** More would make each other wait in ClickHouse, until questions are given up and asked again. */
    private static final int PREPARE_AT_ONCE = 4;

    private final BatchMemory memory;
    private final Bulkhead preparing = Bulkhead.of(PREPARE_AT_ONCE);
    private final Bulkhead checking = Bulkhead.of(1);

    /** @param memory what they have for batches together */
    public SharedProcess(BatchMemory memory) {
        this.memory = memory;
    }

    /**
     * What one of them has around it.
     *
     * @param turn when it is its turn to deliver; for this relay alone
     */
    public Surroundings around(Turn turn) {
        return new Surroundings(memory, turn, preparing, checking, BatchTracer.none());
    }
}
