/** What a running relay takes from those who publish, and what it leaves behind in PostgreSQL. */
@NullMarked
package dev.postrider.benchmarks.steady;

import org.jspecify.annotations.NullMarked;
