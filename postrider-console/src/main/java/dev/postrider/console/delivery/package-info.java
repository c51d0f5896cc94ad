/** Who delivers; and pausing and resuming it. */
@NullMarked
package dev.postrider.console.delivery;

import org.jspecify.annotations.NullMarked;
