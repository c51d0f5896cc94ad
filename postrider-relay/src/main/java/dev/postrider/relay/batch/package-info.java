/**
 * The values that travel between the rooms: positions, snapshots, plans, encoded batches, outcomes.
 *
 * <p>Knows nothing else.
 */
@NullMarked
package dev.postrider.relay.batch;

import org.jspecify.annotations.NullMarked;
