/** The command line of the benchmarks, and the list of them. */
@NullMarked
package dev.postrider.benchmarks;

import org.jspecify.annotations.NullMarked;
