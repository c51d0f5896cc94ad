/**
 * A tool: a person pauses delivery, and resumes it. Knows PostgreSQL alone, and nothing of the relay that may run meanwhile.
 *
 * @since 0.1
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.tools.pause;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
