/**
 * Which relay is active: a row on the database's clock, and its fence.
 *
 * <p>Knows JDBC.
 */
@NullMarked
package dev.postrider.relay.lease;

import org.jspecify.annotations.NullMarked;
