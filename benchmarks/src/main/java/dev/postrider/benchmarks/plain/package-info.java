/** An event log as a relay without promises fills it: the seed documents' five columns and an id, one insert a batch. */
@NullMarked
package dev.postrider.benchmarks.plain;

import org.jspecify.annotations.NullMarked;
