/**
 * Meters for Micrometer. Knows what the relay tells its listeners and what the watches saw; no meter has a label whose values
 * could grow without bound.
 */
@NullMarked
package dev.postrider.spring.metrics;

import org.jspecify.annotations.NullMarked;
