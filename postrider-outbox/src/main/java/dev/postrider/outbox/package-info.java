/**
 * The write side: publishes events inside the caller's transaction, and owns the PostgreSQL schema that holds them.
 *
 * <p>{@link dev.postrider.outbox.Outbox} is the door for applications, {@link dev.postrider.outbox.OutboxSchema} for
 * installations. May know JDBC, Jackson and Flyway; knows nothing of the relay, of Spring or of ClickHouse.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.outbox;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
