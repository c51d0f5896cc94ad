package dev.postrider.crashtests;

import java.time.Duration;
import java.util.Locale;

/** How long the tests under fire are, and how they tell of themselves: short at every build, long with {@code make soak}. */
public final class Endurance {
    /** Kills in all. */
    public static final int KILLS = Integer.getInteger("postrider.test.random-kills", 15);
    /** Events to be published meanwhile, at the least. */
    public static final int EVENTS = Integer.getInteger("postrider.test.events", 20_000);
    /** How long several relays are paused and killed. */
    public static final Duration PAUSES = Duration.ofSeconds(Integer.getInteger("postrider.test.seconds", 30));

    /** Faults of a replicated ClickHouse, one after the other. */
    public static final int FAULTS = Integer.getInteger("postrider.test.faults", 8);

    /** Kills beside a slow ClickHouse. */
    public static final int SLOW_KILLS = Integer.getInteger("postrider.test.slow-kills", 4);
    /** How long a slow insert may take. */
    public static final Duration SLOWEST_INSERT =
            Duration.ofSeconds(Integer.getInteger("postrider.test.slowest-seconds", 3));

    /** For how long a shard of the event log is away. */
    public static final Duration SHARD_AWAY =
            Duration.ofSeconds(Integer.getInteger("postrider.test.shard-away-seconds", 5));

    /** Events that are published and waited for while processes are killed. */
    public static final int TRIALS = Integer.getInteger("postrider.test.trials", 300);

    /** Whether PostgreSQL has defaults that nobody expects, see {@code HostileDefaults}. */
    public static final boolean HOSTILE = Boolean.getBoolean("postrider.test.hostile");

    private Endurance() {}

    /** A random seed, or the one that a run is to be repeated with. */
    public static long seed() {
        long chosen = Long.getLong("postrider.test.seed", 0);
        return chosen == 0 ? System.nanoTime() & 0xffff_ffffL : chosen;
    }

    /** A line of the test's output, which a long run shows on the console as it comes. */
    public static void tell(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
