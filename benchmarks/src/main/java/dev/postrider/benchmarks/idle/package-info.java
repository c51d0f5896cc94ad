/** What a relay costs that has nothing to do. */
@NullMarked
package dev.postrider.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
