/**
 * A tool: requests to the admin API that may come again, and what was answered. Knows PostgreSQL alone, and nothing of HTTP.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.request;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
