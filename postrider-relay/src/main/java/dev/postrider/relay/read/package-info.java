/**
 * Finds and reads committed events: snapshot pairs, leaf by leaf, by COPY.
 *
 * <p>Knows PostgreSQL's driver and the values that travel; knows nothing of encoding or ClickHouse.
 */
@NullMarked
package dev.postrider.relay.read;

import org.jspecify.annotations.NullMarked;
