/** The servers, the clocks, and what every scenario does: fill an outbox, run a relay, take turns, compare both ends. */
@NullMarked
package dev.postrider.benchmarks.stage;

import org.jspecify.annotations.NullMarked;
