package dev.postrider.benchmarks.stage;

/** CPU-seconds, user and system, of each side: so far, or between two readings. */
public record CpuSeconds(double postgres, double clickHouse, double jvm) {
    /** What was used since an earlier reading. */
    public CpuSeconds since(CpuSeconds earlier) {
        return new CpuSeconds(postgres - earlier.postgres, clickHouse - earlier.clickHouse, jvm - earlier.jvm);
    }

    /** All three together. */
    public double total() {
        return postgres + clickHouse + jvm;
    }
}
