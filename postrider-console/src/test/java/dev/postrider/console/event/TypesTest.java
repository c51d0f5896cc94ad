package dev.postrider.console.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.postrider.console.host.Host;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@PostriderTest
class TypesTest {
    private volatile Instant now = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void whileClickHouseIsAwayThoseWhoWaitedAreToldTheSame(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (Host host = Host.start(
                () -> now, postgres, clickHouse, "postrider.relay.enabled=false", "postrider.clickhouse.port=1")) {
            Types types = host.bean(Types.class);
            Throwable away = catchThrowable(types::types);

            assertThat(away).isNotNull();
            assertThat(catchThrowable(types::types)).isSameAs(away);
            now = now.plusSeconds(4);
            assertThat(catchThrowable(types::types)).isNotSameAs(away);
        }
    }
}
