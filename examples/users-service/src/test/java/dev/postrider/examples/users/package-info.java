/** The users service as a whole: deployed, started, stopped, killed, and its events delivered. */
@NullMarked
package dev.postrider.examples.users;

import org.jspecify.annotations.NullMarked;
