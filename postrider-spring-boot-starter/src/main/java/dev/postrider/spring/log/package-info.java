/**
 * What a failure says to people, without secrets; the log context it left, kept for those who report it later; and lines of the log
 * that no value forges. Calls nothing but SLF4J and Logback.
 */
@NullMarked
package dev.postrider.spring.log;

import org.jspecify.annotations.NullMarked;
