package dev.postrider.server.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks at something again and again until the process is asked to end. On a terminal each look is painted over the one before, in
 * one write and without clearing the screen first, so that nothing flickers; elsewhere one stands below the other. One thread.
 */
final class Watch {

    private static final String TO_THE_TOP = "\u001b[H";
    private static final String CLEAR_REST_OF_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    /** A line that is too long ends at the edge: the rest would push the first lines out of sight. */
    private static final String CUT_AT_THE_EDGE = "\u001b[?7l";

    private static final String WRAP_AT_THE_EDGE = "\u001b[?7h";

    private final PrintWriter out;
    private final Supplier<Screen> screen;
    private final boolean repaints;
    private final Duration every;
    private volatile int exitCode = ExitCodes.FOUND;

    /**
     * Prints nothing yet.
     *
     * @param screen asked before each look: a terminal may become larger
     * @param repaints whether it is a terminal
     */
    Watch(PrintWriter out, Supplier<Screen> screen, boolean repaints, Duration every) {
        this.out = out;
        this.screen = screen;
        this.repaints = repaints;
        this.every = every;
    }

    /**
     * What was seen.
     *
     * @param value for JSON
     * @param text for people
     */
    record Look(Object value, Consumer<Lines> text, int exitCode) {}

    /** Looks until this thread is interrupted, and gives the exit code of the last look; Ctrl-C ends the process with it. */
    int run(Supplier<Look> look) {
        Thread atTheEnd = new Thread(this::endProcess, "postrider-watch-end");
        Runtime.getRuntime().addShutdownHook(atTheEnd);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Look seen = look.get();
                exitCode = seen.exitCode();
                show(seen);
                Thread.sleep(every.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            removeHook(atTheEnd);
            putBack();
        }
        return exitCode;
    }

    private void show(Look seen) {
        Screen room = screen.get();
        StringWriter text = new StringWriter();
        PrintWriter printer = new PrintWriter(text);
        seen.text().accept(new Lines(printer, room.columns()));
        printer.flush();
        out.print(repaints ? painted(text.toString().lines().toList(), room.rows()) : text + System.lineSeparator());
        out.flush();
    }

    /** The lines that there is room for, over those that were there before. */
    static String painted(List<String> lines, int rows) {
        StringBuilder paint = new StringBuilder(HIDE_CURSOR + CUT_AT_THE_EDGE + TO_THE_TOP);
        int shown = Math.min(lines.size(), Math.max(1, rows - 1));
        for (String line : lines.subList(0, shown)) {
            paint.append(line).append(CLEAR_REST_OF_LINE).append("\r\n");
        }
        return paint.append(CLEAR_BELOW).append(WRAP_AT_THE_EDGE).toString();
    }

    private void putBack() {
        if (repaints) {
            out.print(WRAP_AT_THE_EDGE + SHOW_CURSOR);
            out.flush();
        }
    }

    /** Java would end with the signal's own code. */
    private void endProcess() {
        putBack();
        Runtime.getRuntime().halt(exitCode);
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process ends already, and the hook with it
            return;
        }
    }
}
