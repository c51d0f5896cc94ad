package dev.postrider.relay.sink.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostriderTest;
import org.junit.jupiter.api.Test;

@PostriderTest
class GlancesTest {
    @Test
    void useNoConnectionThatMayHaveDiedSinceTheLastLook(ClickHouseDatabase clickHouse) {
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
                Glances glances = new Glances(OutboxFixture.settings(clickHouse.through(proxy)), Glances.PATIENT)) {
            assertThat(glances.isReachable()).isTrue();

            proxy.forgetConnections();

            assertThat(glances.isReachable()).isTrue();
        }
    }
}
