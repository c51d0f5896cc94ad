package dev.postrider.relay.tools.doctor;

import java.time.Duration;
import java.time.Instant;

/** Compares clocks. */
final class Clocks {

    private Clocks() {}

    /** Compares a clock that was read between two moments of ours with ours. */
    static Finding compare(
            String id, String whose, Instant theirs, Instant before, Instant after, DoctorLimits limits) {
        Duration roundTrip = Duration.between(before, after);
        Instant ours = before.plus(roundTrip.dividedBy(2));
        Duration difference = Duration.between(ours, theirs).abs();
        if (difference.minus(roundTrip).compareTo(limits.clockDifference()) <= 0) {
            return Finding.ok(id, whose + " clock agrees with the one here");
        }
        return new Finding(
                id,
                Severity.WARNING,
                whose + " clock is " + Words.time(difference) + (theirs.isAfter(ours) ? " ahead of" : " behind")
                        + " the one here",
                "Delivery doesn't depend on it, but times in logs, in the ledger and in the event log don't fit together,"
                        + " and ages and retention are off by as much.",
                "Synchronise the clocks: chronyc tracking, timedatectl set-ntp true");
    }
}
