/** What a stranger meets: limits and refusals, over HTTP. */
@NullMarked
package dev.postrider.examples.users.edge;

import org.jspecify.annotations.NullMarked;
