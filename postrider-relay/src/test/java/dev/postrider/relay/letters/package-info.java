/** Tests of the dead letters. */
@NullMarked
package dev.postrider.relay.letters;

import org.jspecify.annotations.NullMarked;
