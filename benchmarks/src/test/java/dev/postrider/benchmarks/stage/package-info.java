@NullMarked
package dev.postrider.benchmarks.stage;

import org.jspecify.annotations.NullMarked;
