/**
 * Events that were refused: to be found, read, requeued and discarded.
 */
@NullMarked
package dev.postrider.console.deadletter;

import org.jspecify.annotations.NullMarked;
