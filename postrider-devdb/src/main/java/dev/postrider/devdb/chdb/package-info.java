/**
 * The ClickHouse engine as a library: fetches libchdb and binds its C functions.
 *
 * <p>Knows npm, the cache folder and native memory; knows nothing of HTTP.
 */
@NullMarked
package dev.postrider.devdb.chdb;

import org.jspecify.annotations.NullMarked;
