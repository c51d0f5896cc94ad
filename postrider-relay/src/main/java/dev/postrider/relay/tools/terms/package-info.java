/**
 * A tool: which relay was the active one when, for people who look. Knows PostgreSQL alone; reads, and changes nothing.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.terms;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
