/** An application with the relay in it, whose requests are traced. */
@org.jspecify.annotations.NullMarked
package dev.postrider.tracedshop;
