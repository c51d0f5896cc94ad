@NullMarked
package dev.postrider.benchmarks.report;

import org.jspecify.annotations.NullMarked;
