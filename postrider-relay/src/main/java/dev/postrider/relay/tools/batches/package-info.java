/**
 * A tool: the ledger's batches, for people who look. Knows PostgreSQL alone; reads, and changes nothing.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.batches;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
