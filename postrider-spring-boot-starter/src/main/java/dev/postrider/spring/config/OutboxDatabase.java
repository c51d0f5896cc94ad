package dev.postrider.spring.config;

/**
 * One of the outboxes that a server delivers from.
 *
 * @param outbox its name in the event log, no other's in the same file
 * @param database where it is
 */
public record OutboxDatabase(String outbox, ProcessSettings.Database database) {}
