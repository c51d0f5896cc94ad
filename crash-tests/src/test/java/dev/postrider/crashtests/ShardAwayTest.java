package dev.postrider.crashtests;

import static dev.postrider.crashtests.Endurance.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.crashtests.Load.Pace;
import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.batch.Shards;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.ShardedSink;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two shards, each a server of its own, of which one is killed for a while under load. */
@PostriderTest
class ShardAwayTest {
    private static final Pace PACE = new Pace(2, 200, 20, true);
    private static final RelaySettings SETTINGS =
            OutboxFixture.QUICK.withBatchSize(2_000).withMaxWait(Duration.ofMillis(100));
    private static final Duration SOON = Duration.ofMinutes(2);

    private final PostgresDatabase postgres;
    private final List<LocalClickHouse> servers = new ArrayList<>();
    private final List<ClickHouseDatabase> shards = new ArrayList<>();

    ShardAwayTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void start(@TempDir Path folder) {
        OutboxFixture.makeOutbox(postgres);
        for (int shard = 0; shard < 2; shard++) {
            servers.add(TestServers.newClickHouse(folder.resolve("shard" + shard)));
            shards.add(ClickHouseDatabase.on(servers.get(shard)));
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(LocalClickHouse::kill);
    }

    /** Their databases have names of their own: what matters is that the servers do. */
    private ShardedSink sink() {
        return new ShardedSink(shards.stream()
                .map(shard -> ClickHouseSink.create(OutboxFixture.settings(shard)))
                .toList());
    }

    private long stored(int shard) {
        return Long.parseLong(shards.get(shard).queryOne("SELECT count() FROM event_log"));
    }

    private List<Long> committed() {
        return postgres.query("SELECT id FROM public.witness").stream()
                .map(row -> Long.valueOf(String.valueOf(row.get(0))))
                .toList();
    }

    private long committedFor(int shard) {
        return committed().stream().filter(id -> Shards.of(id, 2) == shard).count();
    }

    @Test
    void holdsUpNoOtherShardAndLosesAndRepeatsNothing() {
        Witness witness = Witness.of(postgres, shards);
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay = new Relay(pool, sink(), SETTINGS, RelayListener.none())) {
            relay.start();
            try (Load load = Load.on(postgres, PACE, 1)) {
                awaitConfirmed(load, Endurance.EVENTS / 4);
                // A relay that starts looks at every shard first.
                await("both shards have events")
                        .atMost(SOON)
                        .ignoreExceptions()
                        .until(() -> stored(0) > 0 && stored(1) > 0);
                servers.get(1).kill();
                long began = System.nanoTime();
                long longest = longestPauseOfTheOther();
                long there = committedFor(0);
                await("the other shard has what was committed while one was away")
                        .atMost(SOON)
                        .until(() -> stored(0) >= there);
                tell(
                        "a shard away for %d s: the other was held up for %d ms at the most",
                        Duration.ofNanos(System.nanoTime() - began).toSeconds(), longest);
                servers.set(1, TestServers.restart(servers.get(1)));
                awaitConfirmed(load, Endurance.EVENTS);
            }
            witness.assertDeliveredExactly(SOON);
        }
        IntStream.range(0, 2).forEach(this::assertNothingIsOnAnotherShard);
        tell("a shard away: %d events delivered once each, on their shards", witness.committed());
    }

    private static void awaitConfirmed(Load load, long events) {
        await(events + " events").atMost(Duration.ofMinutes(15)).until(() -> load.confirmed() >= events);
    }

    /** In milliseconds, as long as one is to be away. */
    private long longestPauseOfTheOther() {
        long end = System.nanoTime() + Endurance.SHARD_AWAY.toNanos();
        long stored = stored(0);
        long grew = System.nanoTime();
        long longest = 0;
        while (System.nanoTime() < end) {
            long now = stored(0);
            longest = Math.max(longest, System.nanoTime() - grew);
            if (now > stored) {
                stored = now;
                grew = System.nanoTime();
            }
        }
        return Duration.ofNanos(longest).toMillis();
    }

    private void assertNothingIsOnAnotherShard(int shard) {
        assertThat(shards.get(shard).query("SELECT event_id FROM event_log"))
                .allSatisfy(row -> assertThat(Shards.of(Long.parseLong(String.valueOf(row.get(0))), 2))
                        .isEqualTo(shard));
    }
}
