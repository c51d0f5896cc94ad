/** The relay as a process of its own. Knows the starter and nothing of what it is made of. */
@NullMarked
package dev.postrider.server;

import org.jspecify.annotations.NullMarked;
