/**
 * Delivers again what was delivered and the outbox still holds, to the same event log or to another table.
 *
 * <p>Knows the rooms and how events are sent again, but no other tool.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.replay;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
