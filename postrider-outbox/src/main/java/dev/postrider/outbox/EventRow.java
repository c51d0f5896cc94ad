package dev.postrider.outbox;

import org.jspecify.annotations.Nullable;

/**
 * A checked event as it will stand in the table.
 *
 * @param dateTime in ISO form, in UTC, to the microsecond; null: the database's clock
 * @param contextBytes length of the context in bytes of UTF-8
 */
record EventRow(
        String type,
        @Nullable String dateTime,
        String environment,
        String context,
        int contextBytes,
        long metadataVersion,
        @Nullable String traceParent) {}
