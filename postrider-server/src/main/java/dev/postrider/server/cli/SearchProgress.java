package dev.postrider.server.cli;

import dev.postrider.relay.sink.search.RunningQuery;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a search is while somebody waits for it at a terminal; elsewhere it asks nothing. Ctrl-C ends the search in
 * ClickHouse too, which would not notice by itself.
 */
final class SearchProgress implements AutoCloseable {
    private static final long BETWEEN_LOOKS_MILLIS = 500;

    private final @Nullable Thread thread;
    private final Thread atEnd;

    SearchProgress(Output output, String what, RunningQuery running) {
        this.thread =
                Terminal.isAttached() ? new Thread(() -> show(output, what, running), "postrider-progress") : null;
        this.atEnd = new Thread(running::cancel, "postrider-cancel");
        Runtime.getRuntime().addShutdownHook(atEnd);
        if (thread != null) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void show(Output output, String what, RunningQuery running) {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
                RunningQuery.Progress progress = running.progress();
                output.progress(what, progress.rows(), progress.ofAbout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing is shown after it. */
    @Override
    public void close() {
        removeHook();
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException isEnding) {
            // then it cancels what has ended
        }
    }
}
