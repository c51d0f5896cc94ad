/**
 * From which database: checks before anything is delivered that the ledger belongs to this one, in this cluster and on this
 * timeline.
 */
@NullMarked
package dev.postrider.relay.takeover;

import org.jspecify.annotations.NullMarked;
