/** Tests of looking at the outbox, on real databases. */
@NullMarked
package dev.postrider.relay.tools.outbox;

import org.jspecify.annotations.NullMarked;
