/**
 * The outboxes that a console shows: their databases, and what a watch saw of them last.
 */
@NullMarked
package dev.postrider.console.outbox;

import org.jspecify.annotations.NullMarked;
