/** Delivering again what the outbox retains: counted first, then sent. */
@NullMarked
package dev.postrider.console.replay;

import org.jspecify.annotations.NullMarked;
