/**
 * The books: plans written before sending, outcomes after, and what people ask of them.
 *
 * <p>Knows JDBC and the values that travel.
 */
@NullMarked
package dev.postrider.relay.ledger;

import org.jspecify.annotations.NullMarked;
