/**
 * A tool: checks both databases and says what is wrong for delivery, why it matters, and the statement that mends it. Changes
 * nothing.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.doctor;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
