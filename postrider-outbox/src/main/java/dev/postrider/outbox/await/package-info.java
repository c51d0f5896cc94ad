/**
 * Waits until an event was delivered, and says what else became of it: from PostgreSQL alone.
 *
 * <p>{@link dev.postrider.outbox.await.DeliveryWatch} is the door. It is here and not in the relay, because an application that leaves
 * delivery to another process has this module alone. What ClickHouse's replicas have is for the relay's room of the same name, which
 * stands on {@link dev.postrider.outbox.await.SharedLook} and {@link dev.postrider.outbox.await.LedgerLook}.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.outbox.await;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
