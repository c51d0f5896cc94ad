/**
 * Who may see the console and who may change something: accounts, passwords, logins. Knows no page.
 */
@NullMarked
package dev.postrider.console.access;

import org.jspecify.annotations.NullMarked;
