/** Where the trace context of published events comes from. Knows Micrometer Tracing, if it is there. */
@NullMarked
package dev.postrider.spring.trace;

import org.jspecify.annotations.NullMarked;
