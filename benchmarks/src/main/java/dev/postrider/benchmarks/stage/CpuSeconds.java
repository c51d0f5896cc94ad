package dev.postrider.benchmarks.stage;

/**
 * CPU-seconds, user and system, of each side: so far, or between two readings.
 *
 * @param process of another process that takes part; 0 if there is none
 */
public record CpuSeconds(double postgres, double clickHouse, double jvm, double process) {
    /** What was used since an earlier reading. */
    CpuSeconds since(CpuSeconds earlier) {
        return new CpuSeconds(
                postgres - earlier.postgres,
                clickHouse - earlier.clickHouse,
                jvm - earlier.jvm,
                process - earlier.process);
    }

    /** All sides together. */
    public double total() {
        return postgres + clickHouse + jvm + process;
    }
}
