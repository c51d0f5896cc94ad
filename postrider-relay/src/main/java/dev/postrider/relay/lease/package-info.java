/**
 * Which relay is active: a row with its fence, and a heartbeat on the database's clock, in a thread of its own.
 *
 * <p>Knows JDBC.
 */
@NullMarked
package dev.postrider.relay.lease;

import org.jspecify.annotations.NullMarked;
