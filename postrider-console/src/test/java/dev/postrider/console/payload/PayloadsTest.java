package dev.postrider.console.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.tools.events.EventFilter;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.watch.OutboxWatch;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Where nothing is masked, all is as if there were no masking. */
@PostriderTest
class PayloadsTest {
    private static final Viewer VIEWER = new Viewer("victor", false);
    private static final Viewer OPERATOR = new Viewer("olga", true);

    private final Payloads payloads = new Payloads(new Binder(new MapConfigurationPropertySource(Map.of()))
            .bindOrCreate("postrider", PostriderProperties.class));

    @Test
    void everybodySeesAndAsksForEverything() {
        assertThat(payloads.shown("{\"email\":1", VIEWER)).isEqualTo("{\"email\":1");
        assertThat(payloads.reason(6, "Cannot parse 'x'", VIEWER)).isEqualTo("Cannot parse 'x'");
        assertThat(payloads.reason(6, "Cannot parse 'x'")).isEqualTo("Cannot parse 'x'");
        payloads.requireMayAsk(EventFilter.all().and("email = x"), VIEWER);
        payloads.requireMayAskReason("x", VIEWER);
        payloads.requireMayDownload(VIEWER);
    }

    @Test
    void nothingIsWrittenDown(PostgresDatabase withoutSchema) throws SQLException {
        ConsoleOutbox outbox = new ConsoleOutbox(
                "",
                withoutSchema.dataSource(),
                withoutSchema.dataSource(),
                new OutboxWatch(withoutSchema.dataSource()));

        payloads.noteOpened(outbox, OPERATOR, Opening.deadLetters(1, 1));

        assertThat(withoutSchema.queryOne("SELECT count(*) FROM pg_namespace WHERE nspname = 'postrider'"))
                .isEqualTo("0");
    }
}
