/**
 * Loads SQL from the files that stand beside the classes that use it, gives its parameters values by name, and borrows the
 * connections that it runs on. Knows nothing of the outbox.
 */
@NullMarked
package dev.postrider.relay.sql;

import org.jspecify.annotations.NullMarked;
