package dev.postrider.benchmarks.stage;

/** How long a run may take. */
public enum Length {
    /** Seconds, on next to no events: shows that a scenario works, and measures nothing. */
    SMOKE(1, 0),
    /** All scenarios together in less than 15 minutes on two cores. */
    SHORT(3, 1),
    /** As long as it takes. */
    LONG(5, 1);

    private final int rounds;
    private final int warmUps;

    Length(int rounds, int warmUps) {
        this.rounds = rounds;
        this.warmUps = warmUps;
    }

    /** How many rounds count. */
    public int rounds() {
        return rounds;
    }

    /** How many rounds come before them and don't count. */
    public int warmUps() {
        return warmUps;
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
