/**
 * Compares what the ledger says was delivered with what the event log holds, by window of event ids; says what differs, and sends
 * what is missing.
 *
 * <p>Knows the rooms and how events are sent again, but no other tool.
 */
@NullMarked
package dev.postrider.relay.verify;

import org.jspecify.annotations.NullMarked;
