/**
 * A PostgreSQL and a ClickHouse of this machine, without Docker: start, kill and stop them.
 *
 * <p>Knows how each server is started and which rooms do the work; nothing of outbox, relay or tests.
 */
@NullMarked
package dev.postrider.devdb;

import org.jspecify.annotations.NullMarked;
