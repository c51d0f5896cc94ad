/** Tests of the verification, on real databases. */
@NullMarked
package dev.postrider.relay.verify;

import org.jspecify.annotations.NullMarked;
