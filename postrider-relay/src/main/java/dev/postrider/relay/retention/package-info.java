/**
 * Empties leaves whose events were all delivered.
 *
 * <p>Knows JDBC and the values that travel.
 */
@NullMarked
package dev.postrider.relay.retention;

import org.jspecify.annotations.NullMarked;
