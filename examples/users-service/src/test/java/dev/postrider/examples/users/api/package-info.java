/** The API as clients meet it: every status, every problem, over HTTP. */
@NullMarked
package dev.postrider.examples.users.api;

import org.jspecify.annotations.NullMarked;
