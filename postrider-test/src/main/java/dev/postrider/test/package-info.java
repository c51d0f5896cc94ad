/**
 * For tests of applications that publish events, and of Postrider itself: fresh databases on real servers, assertions on
 * what was published and delivered, faults on the wire and processes to kill.
 *
 * <p>Knows the local servers and the names of the two tables, {@code postrider.event_outbox} and {@code event_log};
 * nothing of the code that writes them.
 */
@NullMarked
package dev.postrider.test;

import org.jspecify.annotations.NullMarked;
