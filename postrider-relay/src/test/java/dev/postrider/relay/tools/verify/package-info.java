/** Tests of the verification, on real databases. */
@NullMarked
package dev.postrider.relay.tools.verify;

import org.jspecify.annotations.NullMarked;
