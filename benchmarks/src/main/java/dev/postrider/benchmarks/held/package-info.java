/** What becomes of delivery while another session holds an old snapshot or an idle transaction. */
@NullMarked
package dev.postrider.benchmarks.held;

import org.jspecify.annotations.NullMarked;
