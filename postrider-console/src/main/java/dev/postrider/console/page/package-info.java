/**
 * What all pages have in common: the frame, how values are written, what is said when something fails.
 */
@NullMarked
package dev.postrider.console.page;

import org.jspecify.annotations.NullMarked;
