/** Tests of the explanation, on real databases. */
@NullMarked
package dev.postrider.relay.tools.explain;

import org.jspecify.annotations.NullMarked;
