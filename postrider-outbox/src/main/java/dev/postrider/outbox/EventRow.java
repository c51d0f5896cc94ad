package dev.postrider.outbox;

/**
 * A checked event as it will stand in the table.
 *
 * @param event with its environment, and its time, if it has one, cut to the microsecond
 * @param contextBytes length of the context in bytes of UTF-8
 */
record EventRow(Event event, int contextBytes) {}
