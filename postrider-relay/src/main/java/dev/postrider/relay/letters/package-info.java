/**
 * A tool: the dead letters, to be read, put back into the outbox or given up. Knows PostgreSQL alone, and nothing of the relay
 * that may run meanwhile.
 */
@NullMarked
package dev.postrider.relay.letters;

import org.jspecify.annotations.NullMarked;
