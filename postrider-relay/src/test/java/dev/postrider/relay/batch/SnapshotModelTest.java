package dev.postrider.relay.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Snapshots and plans against a model of a server in which transactions begin, publish and end in any order. A failure names
 * the seed; give it as the system property {@code seed} to see it again.
 */
class SnapshotModelTest {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int HISTORIES = 300;
    private static final int STEPS = 120;

    /** A server: which transactions run, and which events each wrote; what was rolled back leaves nothing. */
    private static final class Server {
        final Random random;
        final TreeMap<Long, List<Long>> running = new TreeMap<>();
        final TreeMap<Position, Long> committed =
                new TreeMap<>(java.util.Comparator.comparingLong(Position::txid).thenComparingLong(Position::id));
        final Set<Long> ended = new HashSet<>();
        long nextTxid = 3;
        long nextId = 1;

        Server(Random random) {
            this.random = random;
        }

        void step() {
            int what = random.nextInt(10);
            if (running.isEmpty() || what < 3) {
                running.put(nextTxid++, new ArrayList<>());
            } else if (what < 7) {
                Objects.requireNonNull(running.get(any())).add(nextId++);
            } else {
                long txid = any();
                List<Long> ids = Objects.requireNonNull(running.remove(txid));
                ended.add(txid);
                if (what < 9) {
                    ids.forEach(id -> committed.put(new Position(txid, id), id));
                }
            }
        }

        private long any() {
            List<Long> txids = new ArrayList<>(running.keySet());
            return txids.get(random.nextInt(txids.size()));
        }

        /** As PostgreSQL writes it: xmax is one more than the last that has ended, later ones are not told. */
        Snapshot snapshot() {
            long xmax = ended.isEmpty() ? 3 : Collections.max(ended) + 1;
            Set<Long> inProgress = new TreeSet<>(running.headMap(xmax).keySet());
            long xmin = inProgress.isEmpty() ? xmax : Collections.min(inProgress);
            return Snapshot.parse(xmin + ":" + xmax + ":"
                    + inProgress.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }

        /** What the definition of a batch says, and nothing of how it is read. */
        List<Position> batch(BatchPlan plan) {
            return committed.keySet().stream()
                    .filter(position -> plan.seenTo().sees(position.txid())
                            && !plan.seenFrom().sees(position.txid()))
                    .filter(position -> committed.comparator().compare(position, plan.start()) > 0)
                    .limit(plan.bounds().rows())
                    .toList();
        }
    }

    @Test
    void aSnapshotSeesWhatHadEndedAndNothingElse() {
        Random random = new Random(SEED);
        for (int history = 0; history < HISTORIES; history++) {
            Server server = new Server(random);
            List<Snapshot> snapshots = new ArrayList<>(List.of(Snapshot.NOTHING));
            List<Set<Long>> endedThen = new ArrayList<>(List.of(Set.of()));
            for (int step = 0; step < STEPS; step++) {
                server.step();
                if (random.nextInt(20) == 0) {
                    snapshots.add(server.snapshot());
                    endedThen.add(Set.copyOf(server.ended));
                }
            }
            for (int i = 0; i < snapshots.size(); i++) {
                Snapshot snapshot = snapshots.get(i);
                Set<Long> ended = endedThen.get(i);
                for (long txid = 3; txid < server.nextTxid; txid++) {
                    assertThat(snapshot.sees(txid))
                            .as("%s sees %d (seed %d)", snapshot, txid, SEED)
                            .isEqualTo(ended.contains(txid));
                }
                assertThat(Snapshot.parse(snapshot.toString()))
                        .as("seed %d", SEED)
                        .isEqualTo(snapshot)
                        .hasSameHashCodeAs(snapshot);
                Snapshot last = snapshots.get(snapshots.size() - 1);
                assertThat(snapshot.endedBy(last))
                        .as("of %s by %s (seed %d)", snapshot, last, SEED)
                        .containsExactly(LongStream.of(snapshot.inProgress())
                                .filter(server.ended::contains)
                                .filter(endedThen.get(snapshots.size() - 1)::contains)
                                .toArray());
            }
        }
    }

    @Test
    void theBatchesOfAnyHistoryHoldEveryCommittedEventOnceAndTheSameWhenReadLater() {
        Random random = new Random(SEED);
        for (int history = 0; history < HISTORIES; history++) {
            Server server = new Server(random);
            List<BatchPlan> plans = new ArrayList<>();
            List<List<Position>> batches = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                server.step();
                if (random.nextInt(8) == 0) {
                    plan(server, plans, batches);
                }
            }
            while (!server.running.isEmpty()) {
                server.step();
                if (random.nextInt(4) > 0 && server.running.size() > 20) {
                    server.running.keySet().removeIf(txid -> server.ended.add(txid));
                }
                server.running
                        .entrySet()
                        .removeIf(running -> running.getValue().isEmpty() && server.ended.add(running.getKey()));
            }
            // An empty batch may be the rest of its pair of snapshots; what follows it tells.
            for (int empty = 0;
                    empty < 2;
                    empty = batches.get(batches.size() - 1).isEmpty() ? empty + 1 : 0) {
                plan(server, plans, batches);
            }

            assertThat(batches.stream().flatMap(List::stream))
                    .as("seed %d", SEED)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(server.committed.keySet());
            for (int i = 0; i < plans.size(); i++) {
                assertThat(server.batch(plans.get(i)))
                        .as("%s read again (seed %d)", plans.get(i), SEED)
                        .isEqualTo(batches.get(i));
            }
        }
    }

    private static void plan(Server server, List<BatchPlan> plans, List<List<Position>> batches) {
        BatchBounds bounds = new BatchBounds(1 + server.random.nextInt(6), 1_000_000);
        BatchPlan plan;
        if (plans.isEmpty()) {
            plan = BatchPlan.first(server.snapshot(), bounds);
        } else {
            BatchPlan last = plans.get(plans.size() - 1);
            List<Position> rows = batches.get(batches.size() - 1);
            boolean exhausted = rows.size() < last.bounds().rows();
            plan = exhausted ? last.next(server.snapshot(), bounds) : last.rest(rows.get(rows.size() - 1), bounds);
        }
        plans.add(plan);
        batches.add(server.batch(plan));
    }
}
