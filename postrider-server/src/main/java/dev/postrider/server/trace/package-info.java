/** When the server traces, and what. */
@NullMarked
package dev.postrider.server.trace;

import org.jspecify.annotations.NullMarked;
