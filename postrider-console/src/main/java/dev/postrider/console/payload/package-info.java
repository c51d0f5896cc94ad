/**
 * What of an event's context who may see and ask, and the record of who opened it. Every page goes through it, and whatever else gives
 * out contexts. Knows the frame's viewer and the outboxes, and no page.
 */
@NullMarked
package dev.postrider.console.payload;

import org.jspecify.annotations.NullMarked;
