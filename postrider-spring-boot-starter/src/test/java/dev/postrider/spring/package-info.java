@NullMarked
package dev.postrider.spring;

import org.jspecify.annotations.NullMarked;
