/**
 * Web pages for whoever operates delivery. Puts the rooms below together; knows the starter and what outbox and relay declare public.
 */
@NullMarked
package dev.postrider.console;

import org.jspecify.annotations.NullMarked;
