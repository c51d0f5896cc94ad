/**
 * Tells what became of one event, by its id.
 *
 * <p>Knows the rooms and the rows that the outbox holds, but no other tool.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.explain;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
