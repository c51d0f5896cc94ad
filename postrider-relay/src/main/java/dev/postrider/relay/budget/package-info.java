/**
 * How old and how large the outbox may get, and what happens beyond: how much it takes, and whether publishing is refused.
 *
 * <p>Knows JDBC.
 */
@NullMarked
package dev.postrider.relay.budget;

import org.jspecify.annotations.NullMarked;
