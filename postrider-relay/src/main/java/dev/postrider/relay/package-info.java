/**
 * The read side: delivers committed events from the outbox to the sink, exactly once.
 *
 * <p>This package knows all rooms below it and ties them together; the rooms know the values in {@code batch} and not each
 * other, and nobody below imports this package.
 */
@NullMarked
package dev.postrider.relay;

import org.jspecify.annotations.NullMarked;
