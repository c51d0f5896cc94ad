package dev.postrider.relay.delivery;

import dev.postrider.relay.threads.RelayThreads;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of a line: one for each batch that is sent at once, and one to acknowledge. */
public final class LineThreads implements LineWorkers {
    private final ThreadPoolExecutor senders;
    private final ExecutorService acknowledger;

    public LineThreads(RelayThreads threads, int senders) {
        this.senders = new ThreadPoolExecutor(
                senders, senders, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads.factory("postrider-send"));
        this.acknowledger = Executors.newSingleThreadExecutor(threads.factory("postrider-acknowledge"));
    }

    @Override
    public int senders() {
        return senders.getCorePoolSize();
    }

    @Override
    public void addSenders(int more) {
        int now = senders.getCorePoolSize() + more;
        // The core is never larger than the whole.
        if (more > 0) {
            senders.setMaximumPoolSize(now);
            senders.setCorePoolSize(now);
        } else {
            senders.setCorePoolSize(now);
            senders.setMaximumPoolSize(now);
        }
    }

    @Override
    public void send(Runnable sending) {
        senders.execute(sending);
    }

    @Override
    public void acknowledge(Runnable acknowledging) {
        acknowledger.execute(acknowledging);
    }

    @Override
    public void end() {
        senders.shutdown();
        acknowledger.shutdown();
    }

    @Override
    public boolean awaitEnd(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            return senders.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
                    && acknowledger.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
