package dev.postrider.crashtests.histories;

import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.retention.LeafRing;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a database in one random history, and the model of it: which events the database has now. An event is a number
 * in its context, never used twice, whatever id it is given.
 */
final class History implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String REFUSE = "ALTER TABLE event_log ADD CONSTRAINT no_bad_ones CHECK event_type != 'bad'";
    private static final String TAKE = "ALTER TABLE event_log DROP CONSTRAINT IF EXISTS no_bad_ones";

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final FaultProxy toClickHouse;
    private final Random random;
    private final List<String> told = new ArrayList<>();
    private final List<Copy> copies = new ArrayList<>();
    private Set<Integer> alive = new TreeSet<>();
    private int events;
    private boolean refuses;
    private @Nullable Connection late;
    private final List<Integer> uncommitted = new ArrayList<>();

    /** The tables at some time, and the events they held. */
    private record Copy(SavedTables tables, Set<Integer> alive) {}

    /** What becomes of a copy that is put in the database's place. */
    private enum Kind {
        /** Files or disk of an earlier time. */
        OLDER,
        /** A replica that lagged behind. */
        PROMOTED,
        /** Dump and restore into another cluster. */
        DUMPED,
        /** A logical replica, whose ids begin anew. */
        LOGICAL,
        /** Another database of the cluster. */
        WITHIN_THE_CLUSTER
    }

    History(PostgresDatabase postgres, ClickHouseDatabase clickHouse, long seed) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.toClickHouse = FaultProxy.to(clickHouse.host(), clickHouse.port());
        this.random = new Random(seed);
    }

    /** What happened, in order. */
    List<String> told() {
        return told;
    }

    void step() throws SQLException {
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> publish();
            case 3 -> publishAndLeaveOpen();
            case 4 -> endOpen(random.nextInt(3) > 0);
            case 5, 6 -> deliver();
            case 7 -> deliverInPart();
            case 8 -> copies.add(copy());
            case 9, 10 -> restoreAny();
            case 11 -> changeTheTable();
            case 12 -> requeue();
            default -> emptyLeaves();
        }
    }

    /** Lets everything be delivered that can be. */
    void end() throws SQLException {
        endOpen(true);
        tell("the end");
        clickHouse.execute(TAKE);
        refuses = false;
        deliver();
        requeue();
        deliver();
    }

    /** Events that are not where the model says: in the database now and not once in the event log, or there more than once. */
    Map<Integer, Long> wrong() {
        Map<Integer, Long> held = new HashMap<>();
        clickHouse
                .query("SELECT JSONExtractInt(event_context, 'n'), count() FROM event_log GROUP BY 1")
                .forEach(row -> held.put(
                        Integer.parseInt(String.valueOf(row.get(0))), Long.parseLong(String.valueOf(row.get(1)))));
        Map<Integer, Long> wrong = new HashMap<>();
        held.forEach((event, times) -> {
            if (times > 1) {
                wrong.put(event, times);
            }
        });
        alive.stream().filter(event -> !held.containsKey(event)).forEach(event -> wrong.put(event, 0L));
        return wrong;
    }

    int size() {
        return events;
    }

    private void tell(String what) {
        told.add(what);
    }

    private String publishing(List<Integer> numbers) {
        StringBuilder sql = new StringBuilder("SELECT ");
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            int n = ++events;
            numbers.add(n);
            // A bad one never alone: where everything is refused, delivery waits.
            String type = i == 1 || random.nextInt(4) > 0 ? "good" : "bad";
            String time =
                    random.nextInt(3) > 0 ? "NULL" : "timestamptz '2020-01-01Z' + " + n + " * interval '1 microsecond'";
            sql.append("postrider.publish('%s', '{\"n\": %d}', 'Test', %s), ".formatted(type, n, time));
        }
        return sql.append("1").toString();
    }

    private void publish() {
        for (int transactions = 1 + random.nextInt(3); transactions > 0; transactions--) {
            List<Integer> numbers = new ArrayList<>();
            postgres.execute(publishing(numbers));
            alive.addAll(numbers);
            tell("publish " + numbers);
        }
    }

    private void publishAndLeaveOpen() throws SQLException {
        if (late == null) {
            late = postgres.connect();
            late.setAutoCommit(false);
        }
        try (Statement statement = late.createStatement()) {
            statement.execute(publishing(uncommitted));
        }
        tell("publish, not committed: " + uncommitted);
    }

    private void endOpen(boolean commit) throws SQLException {
        if (late == null) {
            return;
        }
        tell((commit ? "commit " : "roll back ") + uncommitted);
        try (Connection connection = late) {
            if (commit) {
                connection.commit();
                alive.addAll(uncommitted);
            } else {
                connection.rollback();
            }
        }
        late = null;
        uncommitted.clear();
    }

    private RelaySettings settings() {
        return OutboxFixture.QUICK.withBatchSize(1 + random.nextInt(12)).withInsertsInFlight(1 + random.nextInt(2));
    }

    private Relay start() {
        return Ends.start(postgres.dataSource(), OutboxFixture.sink(clickHouse.through(toClickHouse)), settings());
    }

    private void deliver() throws SQLException {
        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> isDecided(relay));
            if (relay.status().state() == RelayState.HALTED) {
                // What waits for the rebase would wait for a transaction that stays open.
                endOpen(true);
                tell("halted: " + reason(relay));
                tell("rebase: " + rebase());
            }
            await().atMost(SOON).until(() -> isDelivered(relay));
        }
        tell("delivered");
    }

    private static boolean isDecided(Relay relay) {
        RelayState state = relay.status().state();
        return state == RelayState.ACTIVE || state == RelayState.HALTED;
    }

    private static String reason(Relay relay) {
        return relay.status().currentOutage().map(outage -> outage.reason()).orElse("?");
    }

    private String rebase() {
        try {
            return Ends.rebase(postgres, clickHouse).toString();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isDelivered(Relay relay) {
        // That all events of a batch are bad is for a person to say.
        postgres.execute("UPDATE postrider.relay_batch SET may_be_refused_whole = true"
                + " WHERE done_at IS NULL AND NOT may_be_refused_whole");
        return relay.status().state() == RelayState.ACTIVE
                && postgres.queryOne("SELECT count(*) FROM postrider.event_status WHERE status = 'pending'")
                        .equals("0");
    }

    /** Until one insert was taken whose reply is lost, if anything waits. */
    private void deliverInPart() {
        toClickHouse.passThrough();
        long cuts = toClickHouse.cuts();
        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> isDecided(relay));
            toClickHouse.cutResponses();
            await().atMost(SOON)
                    .until(() -> toClickHouse.cuts() > cuts
                            || relay.status().state() == RelayState.HALTED
                            || isDelivered(relay));
            relay.close(Duration.ofMillis(300));
        } finally {
            toClickHouse.passThrough();
        }
        tell("delivered in part");
    }

    private Copy copy() {
        tell("copy " + copies.size());
        return new Copy(SavedTables.save(postgres, "copy_" + copies.size()), new TreeSet<>(alive));
    }

    private void restoreAny() throws SQLException {
        Copy copy = copies.isEmpty() || random.nextInt(4) == 0 ? copy() : copies.get(random.nextInt(copies.size()));
        if (!copies.contains(copy)) {
            copies.add(copy);
        }
        endOpen(false);
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        long last = copy.tables().lastId();
        long next = switch (kind) {
            case OLDER, DUMPED, WITHIN_THE_CLUSTER -> last;
            case PROMOTED -> last + random.nextInt(33);
            case LOGICAL -> 1 + random.nextInt((int) last);
        };
        long movedBy = kind == Kind.DUMPED || kind == Kind.LOGICAL
                ? List.of(0L, 1L + random.nextInt(300), 1_000_000L).get(random.nextInt(3))
                : 0;
        copy.tables().restore(next, movedBy);
        switch (kind) {
            case OLDER -> {}
            case PROMOTED -> postgres.execute("UPDATE postrider.outbox_origin SET timeline = timeline + 1");
            case DUMPED, LOGICAL -> postgres.execute("UPDATE postrider.outbox_origin SET system_identifier = 1");
            case WITHIN_THE_CLUSTER -> postgres.execute("UPDATE postrider.outbox_origin SET database_oid = 1");
        }
        alive = new TreeSet<>(copy.alive());
        tell("restore " + copies.indexOf(copy) + " as " + kind + ", ids after " + next + ", transactions moved by "
                + movedBy);
    }

    private void changeTheTable() {
        if (clickHouse
                .queryOne("SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'event_log'")
                .equals("0")) {
            return;
        }
        clickHouse.execute(refuses ? TAKE : REFUSE);
        refuses = !refuses;
        tell(refuses ? "bad events are refused" : "bad events are taken");
    }

    private void requeue() throws SQLException {
        long requeued =
                new DeadLetters(postgres.dataSource()).requeue(DeadLetterFilter.ALL, Decision.UNSIGNED, n -> {});
        tell("requeue " + requeued);
    }

    private void emptyLeaves() throws SQLException {
        // As the relay that was active last would.
        dev.postrider.relay.batch.Tenure tenure = new dev.postrider.relay.batch.Tenure(
                Long.parseLong(postgres.queryOne("SELECT fence FROM postrider.relay_lease")),
                postgres.queryOne("SELECT postrider.life()"));
        tell("empty leaves: " + new LeafRing(postgres.dataSource()).empty(tenure, Duration.ZERO, Duration.ZERO));
    }

    @Override
    public void close() throws SQLException {
        endOpen(false);
        toClickHouse.close();
    }
}
