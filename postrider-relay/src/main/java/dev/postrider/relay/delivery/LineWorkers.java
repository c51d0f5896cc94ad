package dev.postrider.relay.delivery;

import java.time.Duration;

/** Who does the work of a line: sends several batches at once, and acknowledges them one after the other. Thread-safe. */
public interface LineWorkers {
    /** How many batches are sent at once to a shard. */
    int senders();

    /** As many more, or fewer, are sent at once to each shard from now on. */
    void addSenders(int more);

    /** Sends to a shard; waits for those before it where all of its senders are busy. The first shard is 0. */
    void send(int shard, Runnable sending);

    /** In the order of the calls. */
    void acknowledge(Runnable acknowledging);

    /** What was begun or waits goes on; nothing more is taken. */
    void end();

    /** Waits for the end of all work, for that long at most; false when some still goes on. */
    boolean awaitEnd(Duration atMost);
}
