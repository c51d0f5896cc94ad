/** Tests of what is found in the event log, on a real ClickHouse. */
@NullMarked
package dev.postrider.relay.tools.events;

import org.jspecify.annotations.NullMarked;
