package dev.postrider.relay.tools.doctor;

import java.time.Duration;

/**
 * From when on something is worth a word. Immutable; start from {@link #defaults()}.
 *
 * @param oldTransaction age of a transaction (10 min)
 * @param lag age of the oldest event that is not delivered (5 min)
 * @param clockDifference difference between two clocks (1 s)
 * @param freeDisk share of a disk that should be free (0.1)
 * @param partitions partitions that one batch spans (12)
 */
public record DoctorLimits(
        Duration oldTransaction, Duration lag, Duration clockDifference, double freeDisk, int partitions) {

    /** Those that suit most. */
    public static DoctorLimits defaults() {
        return new DoctorLimits(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofSeconds(1), 0.1, 12);
    }

    /** With another age of a transaction. */
    public DoctorLimits withOldTransaction(Duration age) {
        return new DoctorLimits(age, lag, clockDifference, freeDisk, partitions);
    }

    /** With another lag. */
    public DoctorLimits withLag(Duration longest) {
        return new DoctorLimits(oldTransaction, longest, clockDifference, freeDisk, partitions);
    }

    /** With another share of a disk. */
    public DoctorLimits withFreeDisk(double share) {
        return new DoctorLimits(oldTransaction, lag, clockDifference, share, partitions);
    }
}
