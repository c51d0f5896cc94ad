/**
 * Makes views of the event log: for each event type one with its fields in columns, and rollups that a materialized view fills.
 *
 * <p>Knows the rooms and how events are sent again, but no other tool.
 *
 * @since 0.1
 */
@API(status = Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.views;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
