package dev.postrider.relay.budget;

import dev.postrider.relay.status.Lag;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How old the oldest undelivered event may get and how much disk the outbox may take, and what happens beyond.
 *
 * @param age for the lag
 * @param size for the outbox's leaves with their index
 * @param overLimit what happens to publishing over either limit
 */
public record Budgets(Age age, Size size, OverLimit overLimit) {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final long MIB = 1024 * 1024;
    private static final long LARGEST = 100 * 1024 * 1024 * MIB;

    /**
     * For the lag, the age of the oldest event that is committed and not delivered.
     *
     * @param warning from here on it is warned about, up to 365 days; 0 for no warning
     * @param limit from here on the policy applies, not below the warning, up to 365 days; 0 for no limit
     */
    public record Age(Duration warning, Duration limit) {
        /** Refuses levels out of range, and a limit below the warning. */
        public Age {
            within("age-warning", warning);
            within("age-limit", limit);
            if (!limit.isZero() && limit.compareTo(warning) < 0) {
                throw new IllegalArgumentException(String.format(
                        "age-limit is %d ms, must not be below age-warning, which is %d ms (0 for no limit)",
                        limit.toMillis(), warning.toMillis()));
            }
        }

        private static void within(String name, Duration value) {
            if (value.isNegative() || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(String.format(
                        "%s is %d ms, must be between 0 and %d ms", name, value.toMillis(), LONGEST.toMillis()));
            }
        }

        /** How much of it is used; a waiting of null is not known. */
        public BudgetUse use(@Nullable Lag waiting) {
            return BudgetUse.ofAge(levels(), waiting);
        }

        Levels levels() {
            return new Levels(warning.toMillis(), limit.toMillis());
        }
    }

    /**
     * For the disk that the outbox's leaves take, with index and what is stored out of line.
     *
     * @param warning in bytes, up to 100 TiB; from here on it is warned about, and delivered events are not kept for replay any more;
     *     0 for no warning
     * @param limit in bytes; from here on the policy applies; not below the warning; 0 for no limit
     */
    public record Size(long warning, long limit) {
        /** Refuses levels out of range, and a limit below the warning. */
        public Size {
            within("size-warning", warning);
            within("size-limit", limit);
            if (limit != 0 && limit < warning) {
                throw new IllegalArgumentException(String.format(
                        "size-limit is %,d bytes, must not be below size-warning, which is %,d bytes (0 for no limit)",
                        limit, warning));
            }
        }

        private static void within(String name, long value) {
            if (value < 0 || value > LARGEST) {
                throw new IllegalArgumentException(
                        String.format("%s is %,d, must be between 0 and %,d bytes", name, value, LARGEST));
            }
        }

        /** How much of it is used; bytes of null are not known. */
        public BudgetUse use(@Nullable Long bytes) {
            return BudgetUse.ofSize(levels(), bytes);
        }

        Levels levels() {
            return new Levels(warning, limit);
        }
    }

    /** Warns about 15 minutes and 10 GiB, has limits of a day and 100 GiB, and keeps publishing open beyond. */
    public static Budgets defaults() {
        return new Budgets(
                new Age(Duration.ofMinutes(15), Duration.ofHours(24)),
                new Size(10 * 1024 * MIB, 100 * 1024 * MIB),
                OverLimit.KEEP);
    }

    /**
     * How much of each is used.
     *
     * @param waiting how long events have waited; null if that is not known
     * @param bytes that the outbox takes on disk; null if that is not known
     */
    public List<BudgetUse> uses(@Nullable Lag waiting, @Nullable Long bytes) {
        return List.of(age.use(waiting), size.use(bytes));
    }

    /** With other levels for the lag. */
    public Budgets withAge(Duration warning, Duration limit) {
        return new Budgets(new Age(warning, limit), size, overLimit);
    }

    /** With other levels for the size, in bytes. */
    public Budgets withSize(long warning, long limit) {
        return new Budgets(age, new Size(warning, limit), overLimit);
    }

    /** With another policy over the limit. */
    public Budgets withOverLimit(OverLimit policy) {
        return new Budgets(age, size, policy);
    }
}
