package dev.postrider.relay.tools.replay;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import java.net.URI;

/** A replay in a process of its own, to be killed. */
final class ReplayProcess {
    private ReplayProcess() {}

    /** Arguments: JDBC URL, user, password, ClickHouse URL, user, password, database, table, events per second. */
    public static void main(String[] args) throws Exception {
        ClickHouseSettings target = ClickHouseSettings.at(URI.create(args[3]))
                .withLogin(args[4], args[5])
                .withDatabase(args[6])
                .withTable(args[7]);
        try (ClickHouseSink sink = ClickHouseSink.create(target)) {
            new Replay(OutboxFixture.pool(args[0], args[1], args[2]), sink)
                    .run(ReplayCriteria.ALL, Integer.parseInt(args[8]), ReplayListener.none());
        }
    }
}
