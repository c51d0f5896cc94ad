/**
 * A browser for tests: where its binary comes from, how it is started, and what every page must keep to.
 *
 * <p>Knows nothing of users.
 */
@NullMarked
package dev.postrider.console.browser;

import org.jspecify.annotations.NullMarked;
