/**
 * A tool: the dead letters, to be read, put back into the outbox or given up. Knows PostgreSQL alone, and nothing of the relay
 * that may run meanwhile.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.deadletter;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
