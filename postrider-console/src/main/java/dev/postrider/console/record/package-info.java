/**
 * What happened: how delivery stood, and what people did by hand.
 */
@NullMarked
package dev.postrider.console.record;

import org.jspecify.annotations.NullMarked;
