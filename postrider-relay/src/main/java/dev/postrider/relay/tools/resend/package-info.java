/**
 * Sends events again that the outbox still holds, on someone's order: recorded, under tokens of their own, and never what the
 * target has. What repair and replay have in common.
 *
 * <p>Knows the rooms, but not who gives the order.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.resend;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
