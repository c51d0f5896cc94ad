/**
 * Views of the event log: what its events hold by type, the views that show it in columns, and the rollups that count it.
 * Knows the server's room, and no event.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.sink.view;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
