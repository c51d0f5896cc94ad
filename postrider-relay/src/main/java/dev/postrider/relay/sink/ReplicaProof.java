package dev.postrider.relay.sink;

import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.Waits;
import dev.postrider.relay.sink.table.TableKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which servers were proven to have the same event log as the one that serves. Only those take over. Thread-safe.
 *
 * <p>What was proven is written to the ledger with the event log's definition: a relay that starts while one of two servers is down
 * can't compare them.
 */
final class ReplicaProof {
    private static final int TRIES = 10;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private static final Logger log = LoggerFactory.getLogger(ReplicaProof.class);

    private final Set<ClickHouseSink> proven = ConcurrentHashMap.newKeySet();
    /** Of which it was told that they would not take over. */
    private final Set<ClickHouseSink> told = ConcurrentHashMap.newKeySet();

    private volatile NotedReplicas noted = NotedReplicas.of(null);

    /** @param definition as {@link #note} has written it; null if the event log never took events */
    void believe(@Nullable String definition) {
        noted = NotedReplicas.of(definition);
    }

    /** The definition, with what is known of the servers. */
    String note(String definition, TableKey key, List<ClickHouseSink> replicas) {
        return NotedReplicas.in(
                definition,
                key,
                replicas.stream()
                        .filter(proven::contains)
                        .map(ClickHouseSink::description)
                        .toList());
    }

    /** Whether it may take over. */
    boolean isProven(ClickHouseSink replica, TableKey key) {
        return proven.contains(replica) || noted.has(replica.description(), key);
    }

    boolean isProvenNow(ClickHouseSink replica) {
        return proven.contains(replica);
    }

    /**
     * Compares another server's event log with that of the one that serves.
     *
     * @return why that can't be told now; empty if it is the same
     * @throws SinkException if it certainly is another one; the message has both answers
     */
    String prove(ClickHouseSink serving, ClickHouseSink other) throws SinkException {
        for (int i = 1; ; i++) {
            TableKey before;
            TableKey there;
            TableKey after;
            try {
                before = serving.tableKey();
                there = other.tableKey();
                after = serving.tableKey();
            } catch (SinkException notNow) {
                return String.valueOf(notNow.getMessage());
            }
            TableKey.Comparison found = before.compare(there, after);
            if (found == TableKey.Comparison.OTHER || (found == TableKey.Comparison.DIFFERS_NOW && i == TRIES)) {
                proven.remove(other);
                throw new SinkException("these are not replicas of one event log: " + both(serving, after, other, there)
                        + ". Name only replicas of one table in CLICKHOUSE_HOST");
            }
            if (found == TableKey.Comparison.SAME) {
                proven.add(serving);
                proven.add(other);
                return "";
            }
            if (found == TableKey.Comparison.NOT_KNOWN) {
                return both(serving, after, other, there);
            }
            Waits.pause(BETWEEN_TRIES);
        }
    }

    private static String both(ClickHouseSink serving, TableKey here, ClickHouseSink other, TableKey there) {
        return serving.description() + " " + here.words() + "; " + other.description() + " " + there.words();
    }

    /**
     * Tells once, as long as it stays so: events are on fewer servers than somebody believes.
     *
     * @param unknown what {@link #prove} gave
     */
    void tell(ClickHouseSink replica, String unknown) {
        if (unknown.isEmpty() || isProvenNow(replica)) {
            told.remove(replica);
        } else if (told.add(replica)) {
            log.atWarn()
                    .addKeyValue("endpoint", replica.description())
                    .addKeyValue("reason", unknown)
                    .log(
                            "this server would not take over now, as it is not known to have the same event log: {}",
                            unknown);
        }
    }
}
