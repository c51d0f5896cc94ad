/** Whether speed, memory and start depend on how much waits. */
@NullMarked
package dev.postrider.benchmarks.backlog;

import org.jspecify.annotations.NullMarked;
