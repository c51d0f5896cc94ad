/** A relay in a process of its own, so that its CPU time and its pauses are not those of the measurement. */
@NullMarked
package dev.postrider.benchmarks.child;

import org.jspecify.annotations.NullMarked;
