package dev.postrider.relay.fleet;

/**
 * A process of the fleet.
 *
 * @param process another one at each start, so that a process that left is not taken for its successor
 * @param name what people call it, and what its share is computed from
 */
record FleetProcess(String process, String name) {}
