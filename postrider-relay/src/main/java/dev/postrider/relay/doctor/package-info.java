/**
 * A tool: looks at both databases and says what is wrong for delivery, why it matters, and the statement that mends it. Changes
 * nothing.
 */
@NullMarked
package dev.postrider.relay.doctor;

import org.jspecify.annotations.NullMarked;
