/** What holds for every use case. */
@NullMarked
package dev.postrider.examples.users.usecase;

import org.jspecify.annotations.NullMarked;
