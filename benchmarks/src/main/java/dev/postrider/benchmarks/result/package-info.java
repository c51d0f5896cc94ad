/** Figures, curves and goals, as values and as JSON. Knows nothing of how they were measured. */
@NullMarked
package dev.postrider.benchmarks.result;

import org.jspecify.annotations.NullMarked;
