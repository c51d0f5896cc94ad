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

    /** As in {@code -Xmx128m}: what a relay needs. */
    public static final String HEAP = "128m";

    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration END = Duration.ofSeconds(20);
    private static final Duration WITHIN = Duration.ofMinutes(30);

    private final ChildJvm jvm;
    private long lagsRead;

    private RelayProcess(ChildJvm jvm) {
        this.jvm = jvm;
    }

    /**
     * An outbox to deliver from.
     *
     * @param events how many wait; 0 delivers what comes until the process is ended
     */
    public record Delivery(PostgresDatabase outbox, ClickHouseDatabase eventLog, long events) {}

    /** Starts a relay with default settings that delivers backlogs, one after the other; returns at once. */
    public static RelayProcess deliver(Delivery... backlogs) {
        return start(HEAP, Duration.ofSeconds(1), EventJson.NONE, false, backlogs);
    }

    /** Starts a relay with default settings that delivers what comes and tells its lag; returns when it is active. */
    public static RelayProcess telling(PostgresDatabase outbox, ClickHouseDatabase eventLog) {
        return start(HEAP, Duration.ofSeconds(1), EventJson.NONE, true, new Delivery(outbox, eventLog, 0))
                .awaitWorking();
    }

    /** Starts one with another longest wait, and a table of another kind, that keeps still; returns when it is active. */
    public static RelayProcess silent(
            PostgresDatabase outbox, ClickHouseDatabase eventLog, String heap, Duration maxWait, EventJson way) {
        return start(heap, maxWait, way, false, new Delivery(outbox, eventLog, 0))
                .awaitWorking();
    }

    private static RelayProcess start(
            String heap, Duration maxWait, EventJson way, boolean telling, Delivery... deliveries) {
        List<String> arguments = new ArrayList<>();
        arguments.add(deliveries[0].eventLog().url().toString());
        arguments.add(Long.toString(maxWait.toMillis()));
        arguments.add(way.name());
        arguments.add(Boolean.toString(telling));
        for (Delivery delivery : deliveries) {
            arguments.add(jdbcUrl(delivery.outbox()));
            arguments.add(delivery.eventLog().name());
            arguments.add(Long.toString(delivery.events()));
        }
        return start(heap, RelayProgram.class, arguments);
    }

    /** Starts a relay of another kind; returns at once. */
    public static RelayProcess start(String heap, Class<?> program, List<String> arguments) {
        // All of the compiler, as in production; the test kit's own choice is for a short life.
        return new RelayProcess(ChildJvm.of(program)
                .withJvmArguments("-Xmx" + heap, "-XX:TieredStopAtLevel=4")
                .withArguments(arguments.toArray(String[]::new))
                .start());
    }

    /** Where the process connects to, under the name of the relay's sessions. */
    public static String jdbcUrl(PostgresDatabase outbox) {
        return outbox.jdbcUrl() + "&ApplicationName=" + APPLICATION_NAME;
    }

    /**
     * The first acknowledged batch of an outbox.
     *
     * @param processSeconds since the JVM began
     * @param relaySeconds since the relay was made and started
     */
    public record First(double processSeconds, double relaySeconds) {}

    /**
     * Everything of an outbox is acknowledged.
     *
     * @param heapMib the peak of the heap's use in the JVM's whole life so far, in MiB
     * @param residentMib the peak of the whole process, heap and all, in MiB
     */
    public record Done(double heapMib, double residentMib) {}

    /** The process, which must be alive. */
    public long pid() {
        if (!jvm.isAlive()) {
            throw new IllegalStateException("the relay has ended: " + jvm.lines());
        }
        return jvm.pid();
    }

    /** Waits until it says that it works. */
    public RelayProcess awaitWorking() {
        try {
            jvm.awaitLine("^working$", START);
            return this;
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** Waits for the first acknowledgement of the next outbox. */
    public First awaitFirst() {
        MatchResult line = jvm.awaitLine("^first process_ms=(\\d+) relay_ms=(\\d+)", START);
        return new First(Long.parseLong(line.group(1)) / 1e3, Long.parseLong(line.group(2)) / 1e3);
    }

    /** Waits for the last acknowledgement of that outbox. */
    public Done awaitDone() {
        MatchResult line = jvm.awaitLine("^done heap_peak=(\\d+) resident_peak_kb=(\\d+)", WITHIN);
        return new Done(Long.parseLong(line.group(1)) / 1024.0 / 1024, Long.parseLong(line.group(2)) / 1024.0);
    }

    /** Waits for a lag that is yet to be told, past all that were told and not read; seconds, as the relay measured it last. */
    public double awaitLag() {
        long told =
                jvm.lines().stream().filter(line -> line.startsWith("lag_ms=")).count();
        MatchResult line;
        do {
            line = jvm.awaitLine("^lag_ms=(\\d+)", START);
            lagsRead++;
        } while (lagsRead <= told);
        return Long.parseLong(line.group(1)) / 1e3;
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
