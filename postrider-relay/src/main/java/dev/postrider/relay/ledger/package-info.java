/**
 * The ledger: plans are written before sending, outcomes after.
 *
 * <p>Knows JDBC and the values that travel.
 */
@NullMarked
package dev.postrider.relay.ledger;

import org.jspecify.annotations.NullMarked;
