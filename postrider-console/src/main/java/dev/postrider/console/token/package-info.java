/** Tokens of the admin API: to be listed, made and revoked. */
@NullMarked
package dev.postrider.console.token;

import org.jspecify.annotations.NullMarked;
