/**
 * Finds events in the event log, counts and exports them, and says what types of events there are and what they hold. Asks
 * ClickHouse alone, and changes nothing.
 *
 * <p>Knows the sink's rooms, and no other tool.
 *
 * @since 0.1
 */
@API(status = Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.events;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
