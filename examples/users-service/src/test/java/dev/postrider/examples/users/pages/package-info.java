/** The pages as people meet them, in a real browser, and who may see them. */
@NullMarked
package dev.postrider.examples.users.pages;

import org.jspecify.annotations.NullMarked;
