/**
 * Health for Actuator: both databases, the lag, and this process's relay. Knows what the watches saw and the relay's status;
 * asks no database itself.
 */
@NullMarked
package dev.postrider.spring.health;

import org.jspecify.annotations.NullMarked;
