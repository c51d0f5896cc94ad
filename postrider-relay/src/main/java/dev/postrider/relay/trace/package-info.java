/**
 * What a relay tells of its batches to somebody who traces them: when each was read, encoded, inserted and acknowledged, and in which
 * traces its events were published. Knows no tracer; knows the values that travel.
 */
@API(status = Status.STABLE, since = "0.1")
@NullMarked
package dev.postrider.relay.trace;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.NullMarked;
