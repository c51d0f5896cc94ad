package dev.postrider.relay.threads;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Makes a relay's threads. Where the settings name the outbox, what they log carries that name as {@code outbox} in the log
 * context: a process may deliver from many.
 */
public record RelayThreads(@Nullable String outbox) {
    private static final String OUTBOX = "outbox";

    /** Those of the relay that this thread is of. */
    public static RelayThreads ofThisRelay() {
        return new RelayThreads(MDC.get(OUTBOX));
    }

    public Thread thread(String name, Runnable work) {
        return new Thread(outbox == null ? work : () -> underItsName(work), name);
    }

    public Thread daemon(String name, Runnable work) {
        Thread daemon = thread(name, work);
        daemon.setDaemon(true);
        return daemon;
    }

    public ThreadFactory factory(String name) {
        return work -> thread(name, work);
    }

    private void underItsName(Runnable work) {
        MDC.put(OUTBOX, outbox);
        work.run();
    }
}
