/**
 * How old and how large the outbox may get, and what happens beyond: how much it takes, and whether publishing is refused.
 *
 * <p>Knows JDBC.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.budget;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
