package dev.postrider.crashtests;

import dev.postrider.crashtests.hostile.HostileDefaults;
import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.devdb.LocalPostgres;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.TestServers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Servers and relays of a test's own, all of which it may kill. Whoever makes it closes it. */
final class Scene implements AutoCloseable {
    private final int batchSize;
    private LocalPostgres postgresServer;
    private LocalClickHouse clickHouseServer;
    final PostgresDatabase postgres;
    final ClickHouseDatabase clickHouse;
    /** As the relays sign in. */
    private final PostgresDatabase ofTheRelays;

    final Witness witness;
    final List<RelayProcess> relays = new ArrayList<>();

    /** Starts the servers, makes the outbox, and starts the relays. */
    Scene(Path folder, int relayCount, int batchSize) {
        this(folder, relayCount, batchSize, List.of(), false);
    }

    /**
     * Starts the servers, makes the outbox, and starts the relays.
     *
     * @param eventLog statements that ClickHouse is given before
     * @param hostile whether PostgreSQL has defaults that nobody expects
     */
    Scene(Path folder, int relayCount, int batchSize, List<String> eventLog, boolean hostile) {
        this.batchSize = batchSize;
        this.postgresServer = TestServers.newPostgres(folder.resolve("postgres"));
        this.clickHouseServer = TestServers.newClickHouse(folder.resolve("clickhouse"));
        this.postgres = PostgresDatabase.on(postgresServer);
        this.clickHouse = ClickHouseDatabase.on(clickHouseServer);
        eventLog.forEach(clickHouse::execute);
        if (hostile) {
            HostileDefaults.of(postgres);
        }
        OutboxFixture.makeOutbox(postgres);
        this.ofTheRelays = hostile ? signedIn() : postgres;
        this.witness = Witness.of(postgres, clickHouse);
        for (int i = 0; i < relayCount; i++) {
            relays.add(startRelay());
        }
    }

    private PostgresDatabase signedIn() {
        PostgresDatabase relays = HostileDefaults.signedIn(postgres, "delivers", "postrider_relay");
        HostileDefaults.spareWriters(postgres);
        return relays;
    }

    private RelayProcess startRelay() {
        return RelayProcess.start(ofTheRelays, clickHouse, batchSize);
    }

    void killPostgres() {
        postgresServer.kill();
    }

    void restartPostgres() {
        postgresServer = TestServers.restart(postgresServer);
    }

    void killClickHouse() {
        clickHouseServer.kill();
    }

    void restartClickHouse() {
        clickHouseServer = TestServers.restart(clickHouseServer);
    }

    /** Kills a relay and starts another in its place. */
    void killAndReplaceRelay(int index) {
        relays.get(index).kill();
        relays.set(index, startRelay());
    }

    @Override
    public void close() {
        relays.forEach(RelayProcess::close);
        clickHouseServer.kill();
        postgresServer.kill();
    }
}
