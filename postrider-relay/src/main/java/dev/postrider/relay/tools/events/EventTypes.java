package dev.postrider.relay.tools.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types of events that the event log has.
 *
 * @param types by name, at most {@link #MOST}. Those without an event in the period are there only where a rollup has counted them
 * @param since the begin of the period that was looked at, by the events' own times; null if that is all of the event log
 * @param rateOver over which time before now rates are told
 * @param isCounted whether rollups have counted all events, see {@code postrider views}; otherwise nothing is known of before the
 *     period
 */
public record EventTypes(List<OfType> types, @Nullable Instant since, Duration rateOver, boolean isCounted) {
    /** The highest number of types and versions together. */
    public static final int MOST = 2_000;

    /** Copies the list. */
    public EventTypes {
        types = List.copyOf(types);
    }

    /**
     * A type.
     *
     * @param versions what was seen of it in the period, the newest version first; empty if nothing was
     * @param events how many there are in all of the event log, as a rollup has counted them; null where that is not known
     * @param firstDay the begin of the day (in UTC) of the first one that a rollup has counted; null where that is not known
     * @param lastDay the same of the last one
     */
    public record OfType(
            String eventType,
            List<OfVersion> versions,
            @Nullable Long events,
            @Nullable Instant firstDay,
            @Nullable Instant lastDay) {
        /** Copies the list. */
        public OfType {
            versions = List.copyOf(versions);
        }

        /** When the last one was seen in the period; null if none was. */
        public @Nullable Instant lastSeen() {
            return versions.stream()
                    .map(OfVersion::lastSeen)
                    .reduce((one, other) -> one.isAfter(other) ? one : other)
                    .orElse(null);
        }

        /** How many were seen in the period. */
        public long seen() {
            return versions.stream().mapToLong(OfVersion::events).sum();
        }

        /** How many there were in an hour lately. */
        public double perHour() {
            return versions.stream().mapToDouble(OfVersion::perHour).sum();
        }
    }

    /**
     * A version of a type, in the period.
     *
     * @param version the version; null in an event log that does not keep it
     * @param firstSeen the time of the first one in the period
     * @param lastSeen the time of the last one
     * @param events how many there are in the period
     * @param perHour how many there were in an hour lately, over {@code rateOver}
     */
    public record OfVersion(@Nullable Long version, Instant firstSeen, Instant lastSeen, long events, double perHour) {}
}
