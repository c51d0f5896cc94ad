/** The admin API, asked over HTTP. */
@NullMarked
package dev.postrider.console.api;

import org.jspecify.annotations.NullMarked;
