/**
 * Which relay is active: a row with its fence, and a heartbeat on the database's clock.
 *
 * <p>Knows JDBC.
 */
@NullMarked
package dev.postrider.relay.lease;

import org.jspecify.annotations.NullMarked;
