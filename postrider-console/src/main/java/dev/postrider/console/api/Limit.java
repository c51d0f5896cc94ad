package dev.postrider.console.api;

/** How many somebody asked for. */
public final class Limit {
    private Limit() {}

    /**
     * The limit, if it can be.
     *
     * @throws IllegalArgumentException if it is not 1 to the most
     */
    public static int within(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw new IllegalArgumentException("limit is " + limit + ", must be 1 to " + most);
        }
        return limit;
    }
}
