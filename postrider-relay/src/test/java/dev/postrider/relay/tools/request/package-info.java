/** Tests of requests that come again, on a real PostgreSQL. */
@NullMarked
package dev.postrider.relay.tools.request;

import org.jspecify.annotations.NullMarked;
