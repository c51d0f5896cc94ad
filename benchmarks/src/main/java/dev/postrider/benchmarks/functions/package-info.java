/** The functions that every event goes through, one by one: how long they take and what they allocate. */
@NullMarked
package dev.postrider.benchmarks.functions;

import org.jspecify.annotations.NullMarked;
