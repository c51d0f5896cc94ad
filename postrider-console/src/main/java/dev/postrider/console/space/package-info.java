/** What the outbox holds, and what keeps it from being emptied. */
@NullMarked
package dev.postrider.console.space;

import org.jspecify.annotations.NullMarked;
