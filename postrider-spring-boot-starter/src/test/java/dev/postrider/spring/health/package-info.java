@NullMarked
package dev.postrider.spring.health;

import org.jspecify.annotations.NullMarked;
