/**
 * Questions of people about the event log's events: limited in time, memory and rows, cancelled when nobody wants the answer any
 * more, and asked how far they are. Knows the server's room, and no event.
 *
 * @since 0.1
 */
@API(status = Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.postrider.relay.sink.search;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
