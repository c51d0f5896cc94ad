package dev.postrider.benchmarks.stage;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.status.RelayState;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A relay as a process of its own, with an account of itself on standard output; {@link RelayProcess} starts it. Delivers
 * backlogs, one after the other, or whatever comes until it is ended.
 *
 * <p>Arguments: the engine's address, max-wait in milliseconds, how {@code event_json} is made, whether it tells its lag every
 * second, and then for each outbox its JDBC URL, the event log's database, and how many events wait; 0 stays and delivers what
 * comes.
 */
final class RelayProgram {
    private static final Duration WITHIN = Duration.ofMinutes(30);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int COMMON = 4;
    private static final int EACH = 3;

    private static volatile @Nullable Relay running;

    private RelayProgram() {}

    /** Runs until everything is delivered, or until it is told to end. */
    public static void main(String[] args) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Relay relay = running;
            if (relay != null) {
                relay.close();
            }
        }));
        RelaySettings settings = RelaySettings.defaults().withMaxWait(Duration.ofMillis(Long.parseLong(args[1])));
        for (int at = COMMON; at < args.length; at += EACH) {
            ClickHouseSettings target = ClickHouseSettings.at(URI.create(args[0]))
                    .withDatabase(args[at + 1])
                    .withEventJson(EventJson.valueOf(args[2]))
                    .withTimeout(TIMEOUT);
            deliver(args[at], target, settings, Long.parseLong(args[at + 2]), Boolean.parseBoolean(args[3]));
        }
        System.exit(0);
    }

    private static void deliver(
            String jdbcUrl, ClickHouseSettings target, RelaySettings settings, long events, boolean telling)
            throws InterruptedException {
        Arrivals arrivals = new Arrivals(events == 0 ? Long.MAX_VALUE : events);
        long began = System.nanoTime();
        try (HikariDataSource pool = RelayRun.pool(jdbcUrl);
                Relay relay = new Relay(pool, ClickHouseSink.create(target), settings, arrivals)) {
            running = relay;
            relay.start();
            if (events == 0) {
                stay(relay, telling);
            }
            while (arrivals.firstNanos() == 0) {
                Thread.sleep(1);
            }
            long uptimeMillis = ManagementFactory.getRuntimeMXBean().getUptime()
                    - (System.nanoTime() - arrivals.firstNanos()) / 1_000_000;
            say("first process_ms=%d relay_ms=%d", uptimeMillis, (arrivals.firstNanos() - began) / 1_000_000);
            arrivals.await(WITHIN);
            long residentPeak = Machine.ofProcess(ProcessHandle.current().pid(), "VmHWM");
            say("done heap_peak=%d resident_peak_kb=%d", heapPeak(), residentPeak);
        } finally {
            running = null;
        }
    }

    /** Until somebody ends the process. */
    private static void stay(Relay relay, boolean telling) throws InterruptedException {
        while (relay.status().state() != RelayState.ACTIVE) {
            Thread.sleep(1);
        }
        say("working");
        while (true) {
            Thread.sleep(telling ? 1_000 : Long.MAX_VALUE);
            say("lag_ms=%d", relay.status().lag().orElse(Duration.ZERO).toMillis());
        }
    }

    /** Bytes: the peaks of the heap's parts, which may have been at different times, so it is never too little. */
    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
