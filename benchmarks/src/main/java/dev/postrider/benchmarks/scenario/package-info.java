/** What a benchmark is. Knows the stage that it runs on and the result that it gives. */
@NullMarked
package dev.postrider.benchmarks.scenario;

import org.jspecify.annotations.NullMarked;
