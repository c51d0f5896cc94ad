/** Events in the event log: to be found, opened and downloaded; their types; and what became of one. */
@NullMarked
package dev.postrider.console.event;

import org.jspecify.annotations.NullMarked;
