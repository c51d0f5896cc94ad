/** Tests of looking at terms, on real databases. */
@NullMarked
package dev.postrider.relay.tools.terms;

import org.jspecify.annotations.NullMarked;
