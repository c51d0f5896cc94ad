/**
 * Users, the rules for their fields, the table they are kept in, and the use cases around them.
 *
 * <p>Knows PostgreSQL and the outbox. Knows nothing of HTTP, of pages, or of ClickHouse.
 */
@NullMarked
package dev.postrider.examples.users.user;

import org.jspecify.annotations.NullMarked;
