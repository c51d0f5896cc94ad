package dev.postrider.crashtests.cluster;

import static dev.postrider.crashtests.Endurance.tell;

import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** No test: measures what a quorum costs an insert. Run by {@code make measure-quorum}, whose figures are in docs/replicas.md. */
@PostriderTest
class QuorumMeasurement {
    private static final int ROUNDS = 3;
    private static final int INSERTS = 60;
    private static final int IN_FLIGHT = 4;
    private static final String INSERT = """
            INSERT INTO event_log (event_type, event_date_time, environment, event_context, event_id)
            SELECT 'thing_happened', now64(6), 'Test', '{"n":1}', number FROM numbers(1000)
            SETTINGS insert_deduplication_token = '%s', insert_quorum_timeout = 60000, %s""";

    private static final List<String> QUORUMS = List.of(
            "insert_quorum = 0",
            "insert_quorum = 2, insert_quorum_parallel = 1",
            "insert_quorum = 2, insert_quorum_parallel = 0",
            "insert_quorum = 3, insert_quorum_parallel = 1");

    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    private static final class Measured {
        private final List<Double> millis = new ArrayList<>();
        private final List<Double> rates = new ArrayList<>();
        private int refused;
    }

    @Test
    void whatAQuorumCosts(PostgresDatabase postgres) throws Exception {
        try (Replicas replicas = new Replicas(postgres)) {
            Map<String, Measured> measured = new LinkedHashMap<>();
            for (int round = 0; round <= ROUNDS; round++) {
                for (String quorum : QUORUMS) {
                    Measured now = measure(replicas.nodes.get(0), quorum);
                    if (round > 0) {
                        Measured all = measured.computeIfAbsent(quorum, name -> new Measured());
                        all.millis.addAll(now.millis);
                        all.rates.addAll(now.rates);
                        all.refused += now.refused;
                    }
                }
            }
            tell(
                    "%d replicas, %d inserts of 1,000 rows a round, %d rounds, load %.1f",
                    replicas.nodes.size(),
                    INSERTS,
                    ROUNDS,
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            measured.forEach((quorum, of) -> tell(
                    "%s: one after the other p50 %.0f ms, p95 %.0f ms; %d at once %.1f inserts/s, %d of %d refused",
                    quorum,
                    part(of.millis, 0.5),
                    part(of.millis, 0.95),
                    IN_FLIGHT,
                    part(of.rates, 0.5),
                    of.refused,
                    ROUNDS * INSERTS));
        }
    }

    private Measured measure(ClickHouseDatabase node, String quorum) throws Exception {
        Measured measured = new Measured();
        for (int i = 0; i < INSERTS; i++) {
            long began = System.nanoTime();
            node.execute(INSERT.formatted(tokens.incrementAndGet(), quorum));
            measured.millis.add((System.nanoTime() - began) / 1e6);
        }
        ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT);
        try {
            refused.set(0);
            long began = System.nanoTime();
            for (Future<Boolean> insert : threads.invokeAll(Collections.nCopies(INSERTS, insert(node, quorum)))) {
                insert.get();
            }
            measured.rates.add(
                    (INSERTS - refused.get()) * 1.0 * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - began));
            measured.refused = refused.get();
        } finally {
            threads.shutdown();
        }
        return measured;
    }

    private Callable<Boolean> insert(ClickHouseDatabase node, String quorum) {
        return () -> {
            try {
                node.execute(INSERT.formatted(tokens.incrementAndGet(), quorum));
                return true;
            } catch (IllegalStateException e) {
                refused.incrementAndGet();
                return false;
            }
        };
    }

    private static double part(List<Double> values, double part) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.round(part * (sorted.size() - 1))));
    }
}
