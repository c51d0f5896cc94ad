/**
 * The example application: create a user, publish {@code user_created}.
 *
 * <p>This room only starts it. The rooms below: {@code usecase} (what every use case has in common), {@code user} (users and
 * what can be done with them), {@code edge} (what every request passes first), {@code api} (HTTP and JSON), {@code pages} (what
 * people see, and who may), {@code start} (what is said once it is ready).
 */
@NullMarked
package dev.postrider.examples.users;

import org.jspecify.annotations.NullMarked;
