/**
 * The read side: delivers committed events from the outbox to the sink, exactly once.
 *
 * <p>The door, {@link dev.postrider.relay.Relay}: it knows all rooms and ties them together, and no room imports it. A batch goes
 * through {@code takeover} (may we deliver?), {@code delivery}, {@code read}, {@code encode}, {@code sink} and {@code ledger};
 * {@code maintenance} goes on beside it, {@code status} tells of both, and people use {@code tools}.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
