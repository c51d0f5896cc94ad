/** The log context of a failure, kept for those who report the failure later. Knows SLF4J alone. */
@NullMarked
package dev.postrider.spring.log;

import org.jspecify.annotations.NullMarked;
