/**
 * What the admin API answers where a command prints the same: one record for both, made from what the relay's tools give. Nothing here knows
 * of Spring or of requests, so that a command that reads an answer loads none of it.
 */
@NullMarked
package dev.postrider.console.answer;

import org.jspecify.annotations.NullMarked;
