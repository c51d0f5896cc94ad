package dev.postrider.relay;

import dev.postrider.relay.fleet.Turn;
import dev.postrider.relay.memory.BatchMemory;

/**
 * What a relay has around it: other relays in its process, and other processes.
 *
 * @param memory what the relays of the process have for batches together
 * @param turn when it is this relay's turn to deliver; for this relay alone
 */
public record Surroundings(BatchMemory memory, Turn turn) {}
