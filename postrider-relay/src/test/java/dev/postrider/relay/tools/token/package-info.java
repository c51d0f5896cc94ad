/** Tests of tokens, on a real PostgreSQL. */
@NullMarked
package dev.postrider.relay.tools.token;

import org.jspecify.annotations.NullMarked;
