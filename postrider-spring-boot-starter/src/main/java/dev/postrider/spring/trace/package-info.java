/** Traces of publishing and of batches, and where the trace context of published events comes from. Knows Micrometer, if it is there. */
@NullMarked
package dev.postrider.spring.trace;

import org.jspecify.annotations.NullMarked;
