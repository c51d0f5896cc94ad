package dev.postrider.server.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Breaks off a command's questions when a database does not even answer a ping any more: a question may take its time, but nobody
 * should wait for a server that is frozen, or behind a network that swallows everything. Costs nothing in the first seconds.
 */
final class SilenceWatch implements AutoCloseable {

    private static final Duration YOUNG = Duration.ofSeconds(2);
    private static final Duration BETWEEN_PINGS = Duration.ofSeconds(1);
    /** One ping may get lost. */
    private static final int LOST_PINGS = 2;

    private final List<Watched> servers = new CopyOnWriteArrayList<>();
    private final Thread thread;

    SilenceWatch() {
        thread = new Thread(this::watch, "postrider-silence-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** A server that a command uses. */
    private static final class Watched {
        private final String name;
        private final BooleanSupplier answers;
        private final Runnable breakOff;
        private int lost;
        private volatile boolean isSilent;

        Watched(String name, BooleanSupplier answers, Runnable breakOff) {
            this.name = name;
            this.answers = answers;
            this.breakOff = breakOff;
        }

        void look() {
            lost = answers.getAsBoolean() ? 0 : lost + 1;
            isSilent = lost >= LOST_PINGS;
            if (isSilent) {
                breakOff.run();
            }
        }
    }

    /**
     * Watches a server, too.
     *
     * @param name as people call it, with its address
     * @param answers asks it for a sign of life, and waits for it a few seconds at the most
     * @param breakOff ends every question that waits for an answer
     */
    void add(String name, BooleanSupplier answers, Runnable breakOff) {
        servers.add(new Watched(name, answers, breakOff));
    }

    /** The server that does not answer; null if all do, as far as is known. */
    @Nullable
    String silent() {
        return servers.stream()
                .filter(server -> server.isSilent)
                .map(server -> server.name)
                .findFirst()
                .orElse(null);
    }

    private void watch() {
        try {
            Thread.sleep(YOUNG.toMillis());
            while (true) {
                servers.forEach(Watched::look);
                Thread.sleep(BETWEEN_PINGS.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
