/**
 * The values that travel between the rooms: positions, snapshots, plans, encoded batches, outcomes.
 *
 * <p>Knows nothing else.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.batch;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
