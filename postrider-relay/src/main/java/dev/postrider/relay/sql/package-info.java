/**
 * Loads SQL from the files that stand beside the classes that use it.
 */
@NullMarked
package dev.postrider.relay.sql;

import org.jspecify.annotations.NullMarked;
