/**
 * Logins by OpenID Connect. Alone knows Spring Security's classes for that, which an application has only if it wants such logins; knows
 * no page, and of the rest of the console only who may log in.
 */
@NullMarked
package dev.postrider.console.oidc;

import org.jspecify.annotations.NullMarked;
