package dev.postrider.benchmarks.latency;

import dev.postrider.benchmarks.stage.Patience;
import dev.postrider.test.ClickHouseDatabase;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the event log again and again which events it has, as a user would who waits for them. What an answer holds for the first
 * time counts as queryable from that answer on; it was not before the question that came before.
 */
final class Querier implements AutoCloseable {
    /** A question costs 4 ms of CPU; asked without a pause they would take a whole core from what they are to measure. */
    private static final long PAUSE_NANOS = 10_000_000;

    /** How much earlier than one with a lower id an event may say it happened: their transactions ran side by side. */
    private static final long MARGIN_MICROS = 1_000_000;

    private final ClickHouseDatabase eventLog;
    private final Map<Long, Seen> seen = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::look, "querier");
    private volatile boolean closed;

    /**
     * When an event was seen first.
     *
     * @param absentNanos when a question began that did not find it
     * @param presentNanos when the answer was there that did
     */
    record Seen(long absentNanos, long presentNanos) {}

    Querier(ClickHouseDatabase eventLog) {
        this.eventLog = eventLog;
        thread.start();
    }

    private void look() {
        long before = System.nanoTime();
        // Ids come without gaps, since nothing is rolled back; batches may arrive out of order.
        long allUpTo = 0;
        long happened = 0;
        Map<Long, Long> times = new HashMap<>();
        while (!closed) {
            long asked = System.nanoTime();
            byte[] answer = eventLog.queryBytes(question(allUpTo, happened - MARGIN_MICROS));
            long answered = System.nanoTime();
            ByteBuffer events = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
            while (events.hasRemaining()) {
                long id = events.getLong();
                times.put(id, events.getLong());
                seen.putIfAbsent(id, new Seen(before, answered));
            }
            for (Long time = times.remove(allUpTo + 1); time != null; time = times.remove(allUpTo + 1)) {
                allUpTo++;
                happened = time;
            }
            before = asked;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** The condition on the time lets the engine open the newest parts only. */
    private static String question(long afterId, long afterMicros) {
        return "SELECT event_id, toUnixTimestamp64Micro(event_date_time) FROM event_log WHERE event_date_time > fromUnixTimestamp64Micro("
                + Math.max(0, afterMicros) + ") AND event_id > " + afterId
                + " SETTINGS max_threads = 1 FORMAT RowBinary";
    }

    /** Waits until that many events were seen in all. */
    Map<Long, Seen> await(int events) throws InterruptedException {
        Patience.await("events seen", events, seen::size);
        return seen;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
