/**
 * HTTP and JSON: requests in, users and problems (RFC 9457) out.
 *
 * <p>Calls use cases and knows what they return. Knows nothing of SQL or of the outbox.
 */
@NullMarked
package dev.postrider.examples.users.api;

import org.jspecify.annotations.NullMarked;
