/** What the service says when it is ready. */
@NullMarked
package dev.postrider.examples.users.start;

import org.jspecify.annotations.NullMarked;
