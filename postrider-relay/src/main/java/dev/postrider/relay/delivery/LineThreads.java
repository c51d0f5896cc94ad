package dev.postrider.relay.delivery;

import dev.postrider.relay.threads.RelayThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of a line: for each shard one for each batch that is sent at once, and one to acknowledge. */
public final class LineThreads implements LineWorkers {
    private final List<ThreadPoolExecutor> senders = new ArrayList<>();
    private final ExecutorService acknowledger;

    /**
     * Starts none yet.
     *
     * @param senders how many batches are sent at once to a shard
     */
    public LineThreads(RelayThreads threads, int senders, int shards) {
        for (int i = 0; i < shards; i++) {
            this.senders.add(new ThreadPoolExecutor(
                    senders,
                    senders,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    threads.factory("postrider-send")));
        }
        this.acknowledger = Executors.newSingleThreadExecutor(threads.factory("postrider-acknowledge"));
    }

    @Override
    public int senders() {
        return senders.get(0).getCorePoolSize();
    }

    @Override
    public void addSenders(int more) {
        int now = senders() + more;
        for (ThreadPoolExecutor ofShard : senders) {
            // The core is never larger than the whole.
            if (more > 0) {
                ofShard.setMaximumPoolSize(now);
                ofShard.setCorePoolSize(now);
            } else {
                ofShard.setCorePoolSize(now);
                ofShard.setMaximumPoolSize(now);
            }
        }
    }

    @Override
    public void send(int shard, Runnable sending) {
        senders.get(shard).execute(sending);
    }

    @Override
    public void acknowledge(Runnable acknowledging) {
        acknowledger.execute(acknowledging);
    }

    @Override
    public void end() {
        senders.forEach(ExecutorService::shutdown);
        acknowledger.shutdown();
    }

    @Override
    public boolean awaitEnd(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (ExecutorService ofShard : senders) {
                if (!ofShard.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return false;
                }
            }
            return acknowledger.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
