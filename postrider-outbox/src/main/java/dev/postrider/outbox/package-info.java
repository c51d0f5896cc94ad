/**
 * The write side: publishes events inside the caller's transaction.
 *
 * <p>May know JDBC and Jackson; knows nothing of the relay or of ClickHouse.
 */
@NullMarked
package dev.postrider.outbox;

import org.jspecify.annotations.NullMarked;
