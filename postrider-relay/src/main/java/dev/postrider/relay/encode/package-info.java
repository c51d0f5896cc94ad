/**
 * Turns rows as PostgreSQL sends them into RowBinaryWithNamesAndTypes, without an object per event.
 *
 * <p>Does no I/O.
 */
@NullMarked
package dev.postrider.relay.encode;

import org.jspecify.annotations.NullMarked;
