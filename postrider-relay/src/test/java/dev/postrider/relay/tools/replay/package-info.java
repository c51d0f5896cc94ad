/** Tests of the replay, on real databases. */
@NullMarked
package dev.postrider.relay.tools.replay;

import org.jspecify.annotations.NullMarked;
