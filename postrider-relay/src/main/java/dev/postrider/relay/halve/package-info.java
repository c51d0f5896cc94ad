/**
 * Finds the events that a sink refuses, by sending halves of halves of a batch. Knows parts of a batch, and neither events
 * nor the sink. Does no I/O.
 */
@NullMarked
package dev.postrider.relay.halve;

import org.jspecify.annotations.NullMarked;
