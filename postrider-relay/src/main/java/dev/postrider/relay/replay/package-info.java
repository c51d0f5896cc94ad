/**
 * Delivers again what was delivered and the outbox still holds, to the same event log or to another table.
 *
 * <p>Knows the rooms and how events are sent again, but no other tool.
 */
@NullMarked
package dev.postrider.relay.replay;

import org.jspecify.annotations.NullMarked;
