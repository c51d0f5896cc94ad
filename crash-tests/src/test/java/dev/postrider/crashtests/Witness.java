package dev.postrider.crashtests;

import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * What was committed, written down by a trigger in the transaction that published it: leaves are emptied under way, and a
 * client whose commit was cut off does not know what became of it.
 */
public final class Witness {
    private static final int CHUNK = 50_000;
    private static final int SHOWN = 5;

    private static final String MAKE = """
            CREATE TABLE public.witness (LIKE postrider.event_outbox);
            CREATE FUNCTION testify() RETURNS trigger LANGUAGE plpgsql AS $$
              BEGIN INSERT INTO public.witness VALUES (NEW.*); RETURN NULL; END $$;
            CREATE TRIGGER testify AFTER INSERT ON postrider.event_outbox FOR EACH ROW EXECUTE FUNCTION testify();
            """;

    /** Every column of an event, the same text from both ends; the id first. */
    private static final String COMMITTED = """
            SELECT id, event_type, (extract(epoch FROM event_date_time) * 1000000)::bigint, environment,
                   event_context::text, metadata_version, COALESCE(trace_parent, ''),
                   (SELECT outbox FROM postrider.outbox_origin)
            FROM public.witness WHERE id > %d AND id <= %d ORDER BY id""";

    private static final String DELIVERED = """
            SELECT event_id, event_type, toUnixTimestamp64Micro(event_date_time), environment,
                   event_context, metadata_version, trace_parent, outbox
            FROM event_log WHERE event_id > %d AND event_id <= %d ORDER BY event_id""";

    private final PostgresDatabase postgres;
    /** One for each shard. */
    private final List<ClickHouseDatabase> eventLog;
    /** Events delivered before the book was begun. */
    private long earlier;

    private Witness(PostgresDatabase postgres, List<ClickHouseDatabase> eventLog) {
        this.postgres = postgres;
        this.eventLog = eventLog;
    }

    /** Watches an outbox from now on. */
    public static Witness of(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        return of(postgres, List.of(clickHouse));
    }

    /** Watches an outbox from now on, whose event log is in shards. */
    static Witness of(PostgresDatabase postgres, List<ClickHouseDatabase> shards) {
        postgres.execute(MAKE);
        return new Witness(postgres, shards);
    }

    /** Begins a new book: what was committed so far is not looked for any more. */
    public void beginAgain() {
        earlier += committed();
        postgres.execute("TRUNCATE public.witness");
    }

    public long committed() {
        return Long.parseLong(postgres.queryOne("SELECT count(*) FROM public.witness"));
    }

    /** The same book, compared with another replica of the event log. */
    public Witness in(ClickHouseDatabase replica) {
        Witness other = new Witness(postgres, List.of(replica));
        other.earlier = earlier;
        return other;
    }

    /** Waits until nothing waits, and then compares every row of both ends. Publishing must have stopped. */
    public void assertDeliveredExactly(Duration within) {
        long committed = awaitDelivery(within);
        assertSameRows(committed);
        Assertions.assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                .as("dead letters")
                .isEqualTo("0");
    }

    /** Waits until nothing waits; gives how many events were committed. */
    public long awaitDelivery(Duration within) {
        long committed = committed();
        Awaitility.await("delivery of " + committed + " events")
                // a backlog of a million small ones takes its time on a machine that does other things too
                .atMost(within.plusMillis(committed))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .untilAsserted(() -> Assertions.assertThat(postgres.queryOne("""
                                SELECT COALESCE(max(total_rows), 0) || ' delivered, '
                                       || count(*) FILTER (WHERE done_at IS NULL) || ' batches planned'
                                FROM postrider.relay_batch"""))
                        .isEqualTo(earlier + committed + " delivered, 0 batches planned"));
        return committed;
    }

    private void assertSameRows(long committed) {
        Difference difference = new Difference();
        long last = Long.parseLong(postgres.queryOne("SELECT COALESCE(max(id), 0) FROM public.witness"));
        for (long from = 0; from < last; from += CHUNK) {
            long to = from + CHUNK >= last ? Long.MAX_VALUE : from + CHUNK;
            difference.add(postgres.query(COMMITTED.formatted(from, to)), delivered(DELIVERED.formatted(from, to)));
        }
        Assertions.assertThat(difference.toString())
                .isEqualTo("0 missing, 0 doubled, 0 altered, 0 never committed, of " + committed);
    }

    private List<? extends List<@Nullable String>> delivered(String sql) {
        if (eventLog.size() == 1) {
            return eventLog.get(0).query(sql);
        }
        return eventLog.stream()
                .flatMap(shard -> shard.query(sql).stream())
                .sorted(Comparator.comparingLong(Difference::id))
                .toList();
    }

    /** Two sorted lists of rows, compared. */
    private static final class Difference {
        private long rows;
        private long missing;
        private long doubled;
        private long altered;
        private long alien;
        private final List<String> examples = new ArrayList<>();

        void add(List<? extends List<@Nullable String>> committed, List<? extends List<@Nullable String>> delivered) {
            rows += committed.size();
            int at = 0;
            for (List<@Nullable String> row : committed) {
                while (at < delivered.size() && id(delivered.get(at)) < id(row)) {
                    alien += note("never committed", delivered.get(at++));
                }
                if (at == delivered.size() || id(delivered.get(at)) > id(row)) {
                    missing += note("missing", row);
                    continue;
                }
                if (!delivered.get(at).equals(row)) {
                    altered += note("altered from " + row + " to", delivered.get(at));
                }
                for (at++; at < delivered.size() && id(delivered.get(at)) == id(row); at++) {
                    doubled += note("doubled", delivered.get(at));
                }
            }
            for (; at < delivered.size(); at++) {
                alien += note("never committed", delivered.get(at));
            }
        }

        private int note(String what, List<@Nullable String> row) {
            if (examples.size() < SHOWN) {
                examples.add(what + ": " + row);
            }
            return 1;
        }

        private static long id(List<@Nullable String> row) {
            return Long.parseLong(Objects.requireNonNull(row.get(0)));
        }

        @Override
        public String toString() {
            return missing + " missing, " + doubled + " doubled, " + altered + " altered, " + alien
                    + " never committed, of " + rows + (examples.isEmpty() ? "" : ", such as " + examples);
        }
    }
}
