/**
 * Compares what the ledger says was delivered with what the event log stores, by id window; says what differs, and sends
 * what is missing.
 *
 * <p>Knows the rooms and how events are sent again, but no other tool.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.verify;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
