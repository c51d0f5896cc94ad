/** The rules for users, and what a sign-up leaves in the database. */
@NullMarked
package dev.postrider.examples.users.user;

import org.jspecify.annotations.NullMarked;
