/**
 * How a relay makes its threads, and how they learn that it is time to stop.
 */
@NullMarked
package dev.postrider.relay.threads;

import org.jspecify.annotations.NullMarked;
