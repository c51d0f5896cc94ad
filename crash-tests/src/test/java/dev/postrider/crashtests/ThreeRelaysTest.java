package dev.postrider.crashtests;

import static dev.postrider.crashtests.Endurance.tell;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.crashtests.Load.Pace;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Several relays on one outbox: paused, woken and killed at any moment, they take turns, and the turns are in the ledger. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ThreeRelaysTest {
    private static final int RELAYS = 3;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration TAKE_OVER_WITHIN = Duration.ofSeconds(3);

    /** Nothing is rolled back, so whatever row is dead in a leaf, the relays have killed it. */
    private static final Pace PACE = new Pace(2, 10, 20, false);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final Witness witness;

    ThreeRelaysTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.witness = Witness.of(postgres, clickHouse);
    }

    @Test
    void pausedWokenAndKilledAtRandomTheyDeliverEachEventOnce() {
        long seed = Endurance.seed();
        tell("three relays, repeat with -Dtest.seed=%d", seed);
        Random random = new Random(seed);
        List<RelayProcess> relays = startThree();
        List<String> owners = new ArrayList<>();
        Set<Long> silenced = new HashSet<>();
        try {
            try (Load load = Load.on(postgres, PACE, seed)) {
                long end = System.nanoTime() + Endurance.PAUSES.toNanos();
                long latest = end + Duration.ofMinutes(3).toNanos();
                // On a busy machine until there is something to see: that the lease has gone over.
                while (System.nanoTime() < end || (distinct(owners) < 2 && System.nanoTime() < latest)) {
                    int one = random.nextInt(RELAYS);
                    int other = (one + random.nextInt(RELAYS)) % RELAYS;
                    silenced.add(relays.get(one).jvm().pid());
                    if (random.nextInt(3) == 0) {
                        killAndReplace(relays, one);
                    } else {
                        silenced.add(relays.get(other).jvm().pid());
                        pause(relays, new HashSet<>(List.of(one, other)), random);
                    }
                    owners.add(lease().get(0));
                    sleep(random.nextInt(1_000));
                    tell("%d events confirmed, lease: %s", load.confirmed(), lease());
                }
            }
            witness.assertDeliveredExactly(SOON);
            assertThat(distinct(owners)).as("relays that were active").isGreaterThan(1);
            assertFencesTellEveryChange(silenced);
            assertNoDeadRows();
        } finally {
            relays.forEach(RelayProcess::close);
        }
    }

    private static long distinct(List<String> owners) {
        return owners.stream().distinct().count();
    }

    @Test
    void anotherRelayIsActiveWithinThreeSecondsOfTheActiveOnesDeath() {
        List<RelayProcess> relays = startThree();
        try (Load load = Load.on(postgres, PACE, 1)) {
            for (int kill = 0; kill < RELAYS; kill++) {
                String owner = awaitHolder("");
                int active = indexOf(relays, owner);
                relays.get(active).kill();
                long killed = System.nanoTime();
                awaitHolder(owner);
                Duration took = Duration.ofNanos(System.nanoTime() - killed);
                tell("takeover %d ms after the active relay's death", took.toMillis());
                assertThat(took).isLessThan(TAKE_OVER_WITHIN);
                relays.set(active, RelayProcess.start(postgres, clickHouse, 500));
                relays.get(active).awaitReady();
            }
            assertThat(load.confirmed()).isPositive();
        } finally {
            relays.forEach(RelayProcess::close);
        }
    }

    /** The request is half sent when its sender is paused, and is ended when another has long delivered its batch. */
    @Test
    void aRelayThatIsPausedInTheMiddleOfASendAndWokenChangesNothing() {
        try (FaultProxy slow = FaultProxy.to(clickHouse.host(), clickHouse.port());
                RelayProcess sleeper = RelayProcess.start(postgres, clickHouse.through(slow), 10_000)) {
            sleeper.awaitActive(SOON);
            slow.bandwidth(50_000);
            OutboxFixture.publishTogether(postgres, 10_000);
            awaitPlanned(1);
            // Half of the batch, at the slow line's rate, has reached the server.
            sleep(2_000);
            sleeper.jvm().pause();
            try (RelayProcess other = RelayProcess.start(postgres, clickHouse, 10_000)) {
                other.awaitActive(SOON);
                witness.assertDeliveredExactly(SOON);
                OutboxFixture.publishSeparately(postgres, 1, 50);
                witness.assertDeliveredExactly(SOON);
                String ledger = ledger();

                slow.passThrough();
                sleeper.jvm().resume();
                sleeper.awaitStandby(SOON);
                sleep(500);
                assertThat(ledger())
                        .as("ledger and lease after the sleeper woke")
                        .isEqualTo(ledger);
                witness.assertDeliveredExactly(SOON);
                assertThat(other.owns(lease().get(0))).isTrue();
            }
        }
    }

    private List<RelayProcess> startThree() {
        List<RelayProcess> relays = new ArrayList<>();
        for (int i = 0; i < RELAYS; i++) {
            relays.add(RelayProcess.start(postgres, clickHouse, 500));
        }
        relays.forEach(RelayProcess::awaitReady);
        return relays;
    }

    private void killAndReplace(List<RelayProcess> relays, int index) {
        relays.get(index).kill();
        relays.set(index, RelayProcess.start(postgres, clickHouse, 500));
    }

    /** For less than the lease's term, or for longer. */
    private static void pause(List<RelayProcess> relays, Set<Integer> which, Random random) {
        which.forEach(index -> relays.get(index).jvm().pause());
        sleep(200 + random.nextInt(4_000));
        which.forEach(index -> relays.get(index).jvm().resume());
    }

    private String awaitHolder(String other) {
        return Awaitility.await("a holder of the lease")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> lease().get(0),
                        owner -> !owner.equals(other) && lease().get(1).equals("held"));
    }

    /** The owner, and whether it holds. */
    private List<String> lease() {
        return List.of(
                postgres.queryOne("SELECT owner FROM postrider.relay_lease"),
                postgres.queryOne(
                        "SELECT CASE WHEN postrider.lease_until() > clock_timestamp() THEN 'held' ELSE 'over' END"));
    }

    private static int indexOf(List<RelayProcess> relays, String owner) {
        for (int i = 0; i < relays.size(); i++) {
            if (relays.get(i).owns(owner)) {
                return i;
            }
        }
        throw new AssertionError("the lease belongs to none of the relays: " + owner);
    }

    private void awaitPlanned(int batches) {
        Awaitility.await("a planned batch")
                .atMost(SOON)
                .until(() -> Integer.parseInt(
                                postgres.queryOne("SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL"))
                        >= batches);
    }

    /** What a relay could change: every batch, and who is active. */
    private String ledger() {
        return postgres.queryOne("SELECT string_agg(b::text, '; ' ORDER BY batch_no) FROM postrider.relay_batch b")
                + postgres.queryOne("SELECT owner || fence FROM postrider.relay_lease");
    }

    /** Each term is in the ledger; who lost the lease without giving it up had been killed or paused by this test. */
    private void assertFencesTellEveryChange(Set<Long> silenced) {
        assertThat(postgres.queryOne("""
                        SELECT count(*) FROM (
                          SELECT fence < lag(fence) OVER (ORDER BY batch_no) AS back FROM postrider.relay_batch) b
                        WHERE back"""))
                .as("batches under an older fence than the one before")
                .isEqualTo("0");
        assertThat(postgres.queryOne(
                        "SELECT count(*) = max(t.fence) AND max(t.fence) = (SELECT fence FROM postrider.relay_lease)"
                                + " FROM postrider.relay_term t"))
                .as("whether each fence has its term")
                .isEqualTo("t");
        assertThat(postgres.queryOne("""
                        SELECT count(*) FROM postrider.relay_batch b LEFT JOIN postrider.relay_term t USING (fence)
                        WHERE b.done_at < t.taken_at OR t.fence IS NULL"""))
                .as("batches acknowledged before their fence was taken")
                .isEqualTo("0");
        List<Long> lost = postgres.query("""
                        SELECT split_part(owner, '/', 2) FROM postrider.relay_term
                        WHERE released_at IS NULL AND fence < (SELECT fence FROM postrider.relay_lease)""").stream()
                .map(row -> Long.valueOf(Objects.requireNonNull(row.get(0))))
                .toList();
        tell("%d terms ended in silence", lost.size());
        assertThat(silenced).as("processes killed or paused").containsAll(lost);
    }

    private void assertNoDeadRows() {
        postgres.execute("SELECT pg_stat_force_next_flush()");
        assertThat(postgres.queryOne("""
                        SELECT (sum(n_tup_ins) > 0) || ' ' || sum(n_dead_tup) FROM pg_stat_user_tables
                        WHERE relname LIKE 'event\\_outbox\\__'"""))
                .as("whether the leaves were written to, and dead rows in them")
                .isEqualTo("true 0");
    }

    private static void sleep(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
