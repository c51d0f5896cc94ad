/**
 * Looks at both databases every few seconds, in threads of its own, so that health and metrics answer at once whatever state
 * the databases are in. Knows the outbox's status and the sink, no Spring web or metrics.
 */
@NullMarked
package dev.postrider.spring.watch;

import org.jspecify.annotations.NullMarked;
