/** How soon an event can be queried. */
@NullMarked
package dev.postrider.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
