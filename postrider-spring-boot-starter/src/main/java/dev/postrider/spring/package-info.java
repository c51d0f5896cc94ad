/**
 * Postrider inside a Spring Boot application: what the application calls, and the beans that start and stop with it. The
 * rooms below add health, metrics and error reports; nobody imports this package but the application.
 */
@NullMarked
package dev.postrider.spring;

import org.jspecify.annotations.NullMarked;
