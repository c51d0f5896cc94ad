@NullMarked
package dev.postrider.spring.config;

import org.jspecify.annotations.NullMarked;
