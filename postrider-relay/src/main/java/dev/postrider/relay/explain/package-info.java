/**
 * Tells one event's whole life, by its id.
 *
 * <p>Knows the rooms and the rows that the outbox holds, but no other tool.
 */
@NullMarked
package dev.postrider.relay.explain;

import org.jspecify.annotations.NullMarked;
