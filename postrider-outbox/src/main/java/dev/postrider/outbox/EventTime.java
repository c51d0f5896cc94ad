package dev.postrider.outbox;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The times that an event may have, and what they are as numbers: PostgreSQL counts microseconds from 2000, ClickHouse from
 * 1970.
 *
 * <p>The one place that converts. {@code ChronoUnit.MICROS.between} and {@code Instant.until} count nanoseconds on the way up
 * to JDK 20, which a {@code long} holds for 292 years only, and the years 2262 to 2299 are beyond that.
 */
public final class EventTime {

    /** The first that ClickHouse's {@code DateTime64(6)} holds. */
    public static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

    /** The last that ClickHouse's {@code DateTime64(6)} holds. */
    public static final Instant LATEST = Instant.parse("2299-12-31T23:59:59.999999Z");

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    /** 2000-01-01 in microseconds since 1970. */
    private static final long POSTGRES_BEGINS = 946_684_800L * MICROS_PER_SECOND;

    private EventTime() {}

    /** Whether an event may have this time; what is finer than a microsecond is cut off. */
    public static boolean isPossible(Instant time) {
        return !time.isBefore(EARLIEST) && !cut(time).isAfter(LATEST);
    }

    /** The time without what is finer than a microsecond. */
    public static Instant cut(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    /** The time, or the nearest that an event may have. */
    public static Instant nearest(Instant time) {
        return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
    }

    /** Microseconds since 1970. */
    public static long micros(Instant time) {
        return Math.addExact(
                Math.multiplyExact(time.getEpochSecond(), MICROS_PER_SECOND), time.getNano() / NANOS_PER_MICRO);
    }

    /** The time so many microseconds after 1970. */
    public static Instant ofMicros(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
    }

    /** A length of time of so many microseconds. */
    public static Duration length(long micros) {
        return Duration.between(Instant.EPOCH, ofMicros(micros));
    }

    /** PostgreSQL's number for a time, from that of microseconds since 1970. */
    public static long toPostgres(long micros) {
        return micros - POSTGRES_BEGINS;
    }

    /** Microseconds since 1970, from PostgreSQL's number for the time. */
    public static long ofPostgres(long postgres) {
        return postgres + POSTGRES_BEGINS;
    }
}
