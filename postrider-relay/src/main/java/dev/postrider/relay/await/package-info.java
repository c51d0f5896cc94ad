/**
 * Waits until an event can be queried: it was delivered, and every replica that is asked has it.
 *
 * <p>{@link dev.postrider.relay.await.QueryableWatch} is the door. Knows the sink, and how postrider-outbox waits for delivery; the relay
 * that delivers may be another process, so this room does not know it.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.await;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
