package dev.postrider.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** One line that is written over: what is done, how much, how fast and how long it will take. One thread. */
final class ProgressBar {

    private static final int CELLS = 30;
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean shown;
    private final long startedAt = System.nanoTime();
    private long drawnAt;
    private boolean drawn;

    ProgressBar(PrintWriter out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    void show(String what, long done, long all) {
        long now = System.nanoTime();
        if (!shown || (drawn && done < all && now - drawnAt < INTERVAL.toNanos())) {
            return;
        }
        out.print(CLEAR + line(what, done, all, Duration.ofNanos(now - startedAt)));
        out.flush();
        drawnAt = now;
        drawn = true;
    }

    void clear() {
        if (drawn) {
            out.print(CLEAR);
            out.flush();
            drawn = false;
        }
    }

    static String line(String what, long done, long all, Duration since) {
        double share = all <= 0 ? 0 : Math.min(1, (double) done / all);
        int full = (int) (share * CELLS);
        double seconds = Math.max(0.001, since.toNanos() / 1e9);
        String left = share <= 0 ? "" : ", %.0f s left".formatted(seconds / share - seconds);
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %d of %d (%.0f/s%s)",
                what,
                "=".repeat(full),
                " ".repeat(CELLS - full),
                done,
                all,
                done / seconds,
                left);
    }
}
