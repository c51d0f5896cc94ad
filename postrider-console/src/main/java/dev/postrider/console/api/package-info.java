/**
 * What all parts of the admin API have in common: how it answers, what it says when something can't be done, and that a request with a key
 * is done once. Each part itself is in the room of its page.
 */
@NullMarked
package dev.postrider.console.api;

import org.jspecify.annotations.NullMarked;
