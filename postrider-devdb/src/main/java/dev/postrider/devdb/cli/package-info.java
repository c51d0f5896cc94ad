/**
 * The command line: runs a command with the local databases it needs, or the databases alone, and leaves no process behind.
 *
 * <p>Knows the servers through their public classes; where they come from and how they start is theirs.
 */
@NullMarked
package dev.postrider.devdb.cli;

import org.jspecify.annotations.NullMarked;
