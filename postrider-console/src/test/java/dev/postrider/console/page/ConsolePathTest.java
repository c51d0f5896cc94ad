package dev.postrider.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.console.host.Host;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.support.RedirectAttributesModelMap;

@PostriderTest
class ConsolePathTest {

    @Test
    void afterAChangeThePageOfTheSameOutboxIsShown(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (Host host = Host.start(postgres, clickHouse, "postrider.relay.enabled=false")) {
            ConsoleOutbox only = host.bean(ConsoleOutboxes.class).first();
            ConsoleOutbox stock = new ConsoleOutbox("stock", only.dataSource(), only.work(), only.watch());
            PostriderProperties properties = host.bean(PostriderProperties.class);
            RedirectAttributesModelMap ofMany = new RedirectAttributesModelMap();
            RedirectAttributesModelMap ofOne = new RedirectAttributesModelMap();

            new ConsolePath(properties, new ConsoleOutboxes(List.of(only, stock))).redirect("/relays", stock, ofMany);
            new ConsolePath(properties, new ConsoleOutboxes(List.of(only))).redirect("/relays", only, ofOne);

            assertThat(ofMany).containsEntry("outbox", "stock");
            assertThat(ofOne).isEmpty();
        }
    }
}
