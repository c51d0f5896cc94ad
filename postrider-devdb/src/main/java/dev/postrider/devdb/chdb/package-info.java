/**
 * The ClickHouse engine as a library: libchdb's C functions, and the few of the C library that they need.
 *
 * <p>Knows native memory; knows nothing of HTTP, nor where the library came from.
 */
@NullMarked
package dev.postrider.devdb.chdb;

import org.jspecify.annotations.NullMarked;
