/**
 * What people see in a browser, and who may: the page to sign up, the operator's page, the login.
 *
 * <p>Reads users and the outbox's status; changes nothing.
 */
@NullMarked
package dev.postrider.examples.users.pages;

import org.jspecify.annotations.NullMarked;
