/**
 * What every use case has in common: a name, one way in, and a log context that names it and its fields.
 *
 * <p>Knows how failures are reported. Knows nothing of users, HTTP or SQL.
 */
@NullMarked
package dev.postrider.examples.users.usecase;

import org.jspecify.annotations.NullMarked;
