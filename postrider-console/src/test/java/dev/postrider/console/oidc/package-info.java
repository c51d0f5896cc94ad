/** Logins at a provider in this JVM. */
@NullMarked
package dev.postrider.console.oidc;

import org.jspecify.annotations.NullMarked;
