/**
 * A tool: who did what by hand, as the tools wrote it down. Knows PostgreSQL alone; changes nothing but
 * what it writes down of opened payloads.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.audit;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
