/**
 * Gives the outbox a new identity on a person's order, after a restore or a move: what was not delivered is kept under new transaction ids, and the
 * ledger starts from a fresh snapshot. Also finds what the event log stores beyond the ledger.
 *
 * <p>Knows the ledger, the lease and the event log.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.rebase;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
