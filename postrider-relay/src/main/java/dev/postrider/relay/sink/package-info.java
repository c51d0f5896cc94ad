/**
 * Where batches go: ClickHouse. The only room that sees its client.
 */
@NullMarked
package dev.postrider.relay.sink;

import org.jspecify.annotations.NullMarked;
