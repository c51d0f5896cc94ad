package dev.postrider.relay.sink.table;

import dev.postrider.relay.sink.server.ClickHouseSettings.Inserts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings sent with each insert into a table that several replicas keep. */
final class ReplicaPromises {
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private ReplicaPromises() {}

    static Map<String, String> of(Inserts inserts) {
        Map<String, String> promises = new LinkedHashMap<>();
        // Left alone, an insert waits for a lost Keeper for more than a minute.
        promises.put(
                "insert_keeper_max_retries",
                Long.toString(retriesWithin(inserts.timeout().dividedBy(2))));
        promises.put("insert_keeper_retry_initial_backoff_ms", Long.toString(FIRST_PAUSE_MILLIS));
        promises.put("insert_keeper_retry_max_backoff_ms", Long.toString(LONGEST_PAUSE_MILLIS));
        if (inserts.quorum().isAsked()) {
            promises.put("insert_quorum", inserts.quorum().replicas());
            promises.put("insert_quorum_parallel", inserts.quorum().parallel() ? "1" : "0");
            promises.put(
                    "insert_quorum_timeout", Long.toString(inserts.timeout().toMillis()));
        }
        return promises;
    }

    /** How often it may try again so that its pauses, each twice as long as the one before, last no longer. */
    static long retriesWithin(Duration time) {
        long retries = 0;
        long pause = FIRST_PAUSE_MILLIS;
        for (long left = time.toMillis() - pause; left >= 0; left -= pause) {
            retries++;
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
        return retries;
    }
}
