/** What an event costs its writer, beside the row of an outbox that has next to nothing. */
@NullMarked
package dev.postrider.benchmarks.publish;

import org.jspecify.annotations.NullMarked;
