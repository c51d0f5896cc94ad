/** How fast a backlog is delivered, beside the least that the two databases need for it. */
@NullMarked
package dev.postrider.benchmarks.drain;

import org.jspecify.annotations.NullMarked;
