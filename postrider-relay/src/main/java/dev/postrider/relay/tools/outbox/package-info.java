/**
 * A tool: the outbox's leaves, and the transactions that hold back what can be seen, for people who look. Knows PostgreSQL alone; reads,
 * and changes nothing.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.outbox;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
