/** The relay as a process of its own, or a command of the command line. Knows the starter and nothing of what it is made of. */
@NullMarked
package dev.postrider.server;

import org.jspecify.annotations.NullMarked;
