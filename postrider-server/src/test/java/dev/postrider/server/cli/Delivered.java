package dev.postrider.server.cli;

import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Events that a relay has delivered. */
final class Delivered {

    private Delivered() {}

    /** Delivers all that waits, and ends. */
    static void all(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        all(
                postgres,
                ClickHouseSettings.at(clickHouse.url())
                        .withLogin(clickHouse.user(), clickHouse.password())
                        .withDatabase(clickHouse.name()));
    }

    /** Delivers all that waits, and ends. */
    static void all(PostgresDatabase postgres, ClickHouseSettings target) {
        QueryableSink sink = Sinks.create(target);
        RelaySettings settings = RelaySettings.defaults().withMaxWait(Duration.ZERO);
        try (Relay relay = new Relay(postgres.dataSource(), sink, settings, RelayListener.none())) {
            relay.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> postgres.queryOne(
                                    "SELECT count(*) FROM postrider.event_status WHERE status = 'pending'")
                            .equals("0"));
        }
    }
}
