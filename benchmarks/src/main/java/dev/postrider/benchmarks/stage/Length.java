package dev.postrider.benchmarks.stage;

/** How long a run may take. */
public enum Length {
    /** Seconds, on next to no events: shows that a scenario works, and measures nothing. */
    SMOKE,
    /** All scenarios together in less than 15 minutes on two cores. */
    SHORT,
    /** As long as it takes. */
    LONG;

    /** How many rounds count. */
    public int rounds() {
        return pick(1, 3, 5);
    }

    /** How many rounds come before them and don't count. */
    public int warmUps() {
        return pick(0, 1, 1);
    }

    /** One of three values. */
    public <T> T pick(T atSmoke, T atShort, T atLong) {
        return switch (this) {
            case SMOKE -> atSmoke;
            case SHORT -> atShort;
            case LONG -> atLong;
        };
    }
}
