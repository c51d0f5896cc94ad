/** The page with its plots, drawn from results. Knows nothing of how they were measured. */
@NullMarked
package dev.postrider.benchmarks.report;

import org.jspecify.annotations.NullMarked;
