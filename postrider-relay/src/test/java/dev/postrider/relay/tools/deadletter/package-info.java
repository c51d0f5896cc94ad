/** Tests of the dead letters. */
@NullMarked
package dev.postrider.relay.tools.deadletter;

import org.jspecify.annotations.NullMarked;
