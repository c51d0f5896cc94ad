package dev.postrider.relay;

import dev.postrider.relay.fleet.Turn;
import dev.postrider.relay.memory.BatchMemory;
import dev.postrider.relay.threads.Bulkhead;
import dev.postrider.relay.trace.BatchTracer;

/**
 * What a relay has around it: other relays in its process, and other processes.
 *
 * @param memory what the relays of the process have for batches together
 * @param turn when it is this relay's turn to deliver; for this relay alone
 * @param preparing how many relays of the process prepare to send to the event log at once
 * @param checking in how many relays of the process the doctor checks at once
 * @param tracer of its batches
 */
public record Surroundings(BatchMemory memory, Turn turn, Bulkhead preparing, Bulkhead checking, BatchTracer tracer) {

    /** Those of a relay that shares nothing but memory. */
    public static Surroundings ofOne(BatchMemory memory) {
        return new Surroundings(memory, Turn.always(), Bulkhead.open(), Bulkhead.open(), BatchTracer.none());
    }

    /** The same, with traces of its batches. */
    public Surroundings withTracer(BatchTracer newTracer) {
        return new Surroundings(memory, turn, preparing, checking, newTracer);
    }
}
