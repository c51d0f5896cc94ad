/**
 * How a relay makes its threads, how they learn that it is time to stop, and what time it is.
 */
@NullMarked
package dev.postrider.relay.threads;

import org.jspecify.annotations.NullMarked;
