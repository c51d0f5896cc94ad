/**
 * Pausing and resuming delivery.
 */
@NullMarked
package dev.postrider.console.delivery;

import org.jspecify.annotations.NullMarked;
