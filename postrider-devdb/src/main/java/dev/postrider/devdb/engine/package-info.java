/**
 * The process that {@code LocalClickHouse} starts: ClickHouse's own HTTP server out of libchdb, on one data folder.
 *
 * <p>Knows native memory and the server's configuration; knows nothing of who starts it, nor where the library came from.
 */
@NullMarked
package dev.postrider.devdb.engine;

import org.jspecify.annotations.NullMarked;
