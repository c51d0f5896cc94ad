package dev.postrider.relay.divide;

import java.time.LocalDate;
import java.time.temporal.ChronoField;

/** Numbers for the months and days of times, in microseconds since 1970, in UTC. */
final class Periods {
    private static final long MICROS_A_DAY = 24L * 60 * 60 * 1_000_000;

    private Periods() {}

    static long day(long micros) {
        return Math.floorDiv(micros, MICROS_A_DAY);
    }

    static long month(long micros) {
        return LocalDate.ofEpochDay(day(micros)).getLong(ChronoField.PROLEPTIC_MONTH);
    }
}
