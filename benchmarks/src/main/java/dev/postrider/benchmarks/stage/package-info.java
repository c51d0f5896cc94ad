/** What a scenario is, its servers and clocks, and what each does: fill an outbox, run a relay, take turns, compare both ends. */
@NullMarked
package dev.postrider.benchmarks.stage;

import org.jspecify.annotations.NullMarked;
