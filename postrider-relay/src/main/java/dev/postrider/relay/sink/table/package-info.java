/**
 * The event log as a table: made, adopted, watched, and how an event fits into its columns.
 */
@NullMarked
package dev.postrider.relay.sink.table;

import org.jspecify.annotations.NullMarked;
