/** Tokens of the admin API: to be listed, made and revoked, on a page and by the API. */
@NullMarked
package dev.postrider.console.token;

import org.jspecify.annotations.NullMarked;
