/**
 * Inserts: their connections, and which of them a server is still at work on.
 */
@NullMarked
package dev.postrider.relay.sink.insert;

import org.jspecify.annotations.NullMarked;
