/**
 * Whether events flow, in one look, now or at an earlier time.
 */
@NullMarked
package dev.postrider.console.overview;

import org.jspecify.annotations.NullMarked;
