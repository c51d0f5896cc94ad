/**
 * The way of a batch: a term plans and reads it, a line sends several at a time and acknowledges them in their order. Decides
 * when a batch is sent again, divided, or set aside.
 */
@NullMarked
package dev.postrider.relay.delivery;

import org.jspecify.annotations.NullMarked;
