/**
 * Who delivers, and from which database: keeps the lease, and checks before anything is delivered that the ledger belongs to this
 * database, in this cluster and on this timeline.
 */
@NullMarked
package dev.postrider.relay.takeover;

import org.jspecify.annotations.NullMarked;
