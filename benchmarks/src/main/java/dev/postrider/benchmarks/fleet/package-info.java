/** Scenario {@code fleet}: one server process, the real one, for one outbox and for many. */
@NullMarked
package dev.postrider.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
