/**
 * Finds the events that a sink refuses, by sending smaller and smaller parts of a batch. Knows parts of a batch, and neither
 * the sink nor what an event says. Does no I/O.
 */
@NullMarked
package dev.postrider.relay.divide;

import org.jspecify.annotations.NullMarked;
