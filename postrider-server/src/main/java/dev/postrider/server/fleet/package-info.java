/** Delivery from many outboxes by one process. Knows the starter's parts and puts them together once for each outbox. */
@NullMarked
package dev.postrider.server.fleet;

import org.jspecify.annotations.NullMarked;
