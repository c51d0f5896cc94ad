@NullMarked
package dev.postrider.spring.watch;

import org.jspecify.annotations.NullMarked;
