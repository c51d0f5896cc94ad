@NullMarked
package dev.postrider.spring.log;

import org.jspecify.annotations.NullMarked;
