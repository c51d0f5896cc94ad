/**
 * ClickHouse's HTTP interface in front of the engine: the process that {@code LocalClickHouse} starts.
 *
 * <p>Knows the engine's room {@code chdb} and the wire formats of the interface; knows nothing of who starts it.
 */
@NullMarked
package dev.postrider.devdb.http;

import org.jspecify.annotations.NullMarked;
