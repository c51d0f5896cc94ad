/**
 * Everything about configuration: the list of settings with their limits, the environment variables of the twelve-factor
 * kind mapped onto properties, and the messages that stop a start. Knows nothing of outbox and relay but their settings.
 */
@NullMarked
package dev.postrider.spring.config;

import org.jspecify.annotations.NullMarked;
