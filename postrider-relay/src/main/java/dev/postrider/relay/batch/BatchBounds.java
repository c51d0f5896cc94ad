package dev.postrider.relay.batch;

/**
 * How much one batch may hold; stored with its plan, so that a changed configuration never changes a frozen batch.
 *
 * @param rows the most events
 * @param bytes the most bytes of events as read from PostgreSQL; a single larger event still makes a batch
 */
public record BatchBounds(int rows, long bytes) {}
