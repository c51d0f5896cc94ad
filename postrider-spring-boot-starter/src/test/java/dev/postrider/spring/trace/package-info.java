@NullMarked
package dev.postrider.spring.trace;

import org.jspecify.annotations.NullMarked;
