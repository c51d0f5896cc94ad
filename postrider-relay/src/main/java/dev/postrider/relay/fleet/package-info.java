/**
 * Which of several processes should try for the lease of which outbox. An opinion and no more: that one relay at a time delivers
 * rests on the lease and its fence alone.
 *
 * <p>Knows JDBC, and how a relay makes threads.
 *
 * @since 0.1
 */
@API(status = Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.postrider.relay.fleet;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
