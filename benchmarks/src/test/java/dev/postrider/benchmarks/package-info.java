@NullMarked
package dev.postrider.benchmarks;

import org.jspecify.annotations.NullMarked;
