/** The console with as much to show as a large installation has, on the real server. */
@NullMarked
package dev.postrider.server.scale;

import org.jspecify.annotations.NullMarked;
