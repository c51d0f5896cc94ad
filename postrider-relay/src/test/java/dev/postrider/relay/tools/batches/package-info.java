/** Tests of looking at batches, on real databases. */
@NullMarked
package dev.postrider.relay.tools.batches;

import org.jspecify.annotations.NullMarked;
