package dev.postrider.benchmarks.stage;

import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;

/**
 * A relay in a JVM of its own, for questions about its heap, its CPU and its start. Not thread-safe; whoever starts it closes it,
 * which kills it.
 */
public final class RelayProcess implements AutoCloseable {
    /** Under this name the relay's sessions stand in {@code pg_stat_activity}. */
    public static final String APPLICATION_NAME = "benchmark-relay";

    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration END = Duration.ofSeconds(20);
    private static final Duration WITHIN = Duration.ofMinutes(30);

    private final ChildJvm jvm;

    private long seconds;

    private RelayProcess(ChildJvm jvm) {
        this.jvm = jvm;
    }

    /**
     * How to run it. Immutable: every method returns another one.
     *
     * @param heap as in {@code -Xmx128m}
     * @param batchRows rows of a batch
     * @param eventJson how the table that it makes has {@code event_json}
     * @param maxWait how long the oldest event waits for a batch to fill
     * @param outboxes what it delivers, one after the other
     */
    public record Launch(String heap, int batchRows, EventJson eventJson, Duration maxWait, List<Delivery> outboxes) {
        /** With the relay's own defaults, delivering nothing yet. */
        public static Launch withHeap(String heap) {
            return new Launch(heap, 10_000, EventJson.NONE, Duration.ofSeconds(1), List.of());
        }

        /** With other batches. */
        public Launch withBatchRows(int rows) {
            return new Launch(heap, rows, eventJson, maxWait, outboxes);
        }

        /** With another longest wait. */
        public Launch withMaxWait(Duration wait) {
            return new Launch(heap, batchRows, eventJson, wait, outboxes);
        }

        /** Delivers that many events that wait, and goes on to the next outbox, or ends. */
        public Launch deliver(PostgresDatabase outbox, ClickHouseDatabase eventLog, long events) {
            List<Delivery> more = new ArrayList<>(outboxes);
            more.add(new Delivery(outbox, eventLog, events));
            return new Launch(heap, batchRows, eventJson, maxWait, more);
        }

        /** Delivers what comes until it is closed. */
        public Launch deliverFrom(PostgresDatabase outbox, ClickHouseDatabase eventLog) {
            return deliver(outbox, eventLog, 0);
        }

        /** Starts the process; returns at once. */
        public RelayProcess start() {
            List<String> arguments = new ArrayList<>();
            arguments.add(outboxes.get(0).eventLog().url().toString());
            arguments.add(Integer.toString(batchRows));
            arguments.add(eventJson.name());
            arguments.add(Long.toString(maxWait.toMillis()));
            for (Delivery delivery : outboxes) {
                arguments.add(delivery.outbox().jdbcUrl() + "&ApplicationName=" + APPLICATION_NAME);
                arguments.add(delivery.eventLog().name());
                arguments.add(Long.toString(delivery.events()));
            }
            // All of the compiler, as in production; the collector is the one that a JVM of this heap chooses.
            return new RelayProcess(ChildJvm.of(RelayProgram.class)
                    .withJvmArguments("-Xmx" + heap, "-XX:TieredStopAtLevel=4")
                    .withArguments(arguments.toArray(String[]::new))
                    .start());
        }
    }

    /** One outbox to deliver from. */
    public record Delivery(PostgresDatabase outbox, ClickHouseDatabase eventLog, long events) {}

    /**
     * The first acknowledged batch of an outbox.
     *
     * @param processMillis since the JVM began
     * @param relayMillis since the relay was made and started
     */
    public record First(long processMillis, long relayMillis) {}

    /**
     * Everything of an outbox is acknowledged.
     *
     * @param seconds since the relay was made and started
     * @param heapPeakBytes of the JVM's whole life so far
     * @param residentPeakBytes of the whole process, heap and all
     */
    public record Done(double seconds, long heapPeakBytes, long residentPeakBytes) {}

    /**
     * A second's account.
     *
     * @param rows acknowledged since the start
     * @param lagMillis as the relay itself has measured it last
     */
    public record Second(String state, long rows, long batches, long lagMillis, long heapPeakBytes) {}

    /** The process. */
    public long pid() {
        return jvm.pid();
    }

    /** Waits for the first acknowledgement of the next outbox. */
    public First awaitFirst() {
        MatchResult line = jvm.awaitLine("^first process_ms=(\\d+) relay_ms=(\\d+)", START);
        return new First(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)));
    }

    /** Waits for the last acknowledgement of that outbox. */
    public Done awaitDone() {
        MatchResult line = jvm.awaitLine("^done seconds=([\\d.]+) heap_peak=(\\d+) resident_peak=(\\d+)", WITHIN);
        return new Done(
                Double.parseDouble(line.group(1)), Long.parseLong(line.group(2)), Long.parseLong(line.group(3)));
    }

    /** Waits for the next account of a relay that delivers what comes. */
    public Second awaitSecond() {
        MatchResult line =
                jvm.awaitLine("^second state=(\\w+) rows=(\\d+) batches=(\\d+) lag_ms=(\\d+) heap_peak=(\\d+)", START);
        seconds++;
        return new Second(
                line.group(1),
                Long.parseLong(line.group(2)),
                Long.parseLong(line.group(3)),
                Long.parseLong(line.group(4)),
                Long.parseLong(line.group(5)));
    }

    /** Waits for an account that is yet to be given, past all that were given and not read. */
    public Second awaitNewSecond() {
        Second second = awaitSecond();
        long given =
                jvm.lines().stream().filter(line -> line.startsWith("second ")).count();
        while (seconds < given) {
            second = awaitSecond();
        }
        return second;
    }

    /** Ends it as a service manager would: what is on its way is finished, and the lease given up. */
    public void end() {
        jvm.terminate();
        jvm.awaitExit(END);
    }

    /** Kills it, if it still runs. */
    @Override
    public void close() {
        jvm.close();
    }
}
