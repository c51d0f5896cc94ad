/**
 * What became of one event.
 */
@NullMarked
package dev.postrider.console.event;

import org.jspecify.annotations.NullMarked;
