/** How fast others of its kind drain a backlog, each at its best documented settings, beside the relay with the real sink. */
@NullMarked
package dev.postrider.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
