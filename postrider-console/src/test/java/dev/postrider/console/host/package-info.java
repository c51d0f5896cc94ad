/** An application that the console is a guest in. */
@NullMarked
package dev.postrider.console.host;

import org.jspecify.annotations.NullMarked;
