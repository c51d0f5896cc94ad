package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.stage.CpuSeconds;
import java.util.Locale;

/**
 * One contender's turn over all events.
 *
 * @param seconds of wall time
 * @param deliverySeconds without the relay's start; for a floor the same as {@code seconds}
 * @param cpu what each side used
 */
record Turn(double seconds, double deliverySeconds, CpuSeconds cpu) {
    /** For progress. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.2f s (%.2f s without start), CPU PostgreSQL %.2f, engine %.2f, JVM %.2f",
                seconds,
                deliverySeconds,
                cpu.postgres(),
                cpu.clickHouse(),
                cpu.jvm());
    }
}
