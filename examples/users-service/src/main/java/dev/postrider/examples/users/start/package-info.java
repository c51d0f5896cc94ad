/**
 * What is said once the service is ready: every address, and what to try.
 *
 * <p>Reads configuration; calls nothing.
 */
@NullMarked
package dev.postrider.examples.users.start;

import org.jspecify.annotations.NullMarked;
