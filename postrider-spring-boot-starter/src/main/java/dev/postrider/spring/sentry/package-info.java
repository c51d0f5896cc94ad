/**
 * Reports to Sentry: outages, batches, and the log context of whatever is reported. There only if the application has the
 * Sentry starter and a DSN. Knows what the relay tells its listeners.
 */
@NullMarked
package dev.postrider.spring.sentry;

import org.jspecify.annotations.NullMarked;
