/**
 * Sends events again that the outbox still holds, on someone's order: recorded, under tokens of their own, and never what the
 * target has. What repair and replay have in common.
 *
 * <p>Knows the rooms, but not who gives the order.
 */
@NullMarked
package dev.postrider.relay.resend;

import org.jspecify.annotations.NullMarked;
