package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Events whose type holds line breaks, escape sequences and signs that turn a line around: no output is forged by them. */
@PostriderTest
class ForgedLinesTest {
    private static final String TYPE = "E'bad\\nall is there, once\\r\\u001b[2K\\u009b1A\\u202eatad'";

    @Test
    void noOutputHoldsASignThatMovesACursorOrBeginsALine(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("SELECT postrider.publish(" + TYPE + ", '{\"a\": \"\u202e\",\n \"b\": 1}', 'Test')", """
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason)
                SELECT id, txid, event_type, event_date_time, environment, event_context, metadata_version, 1, 117,
                       'refused: ' || event_type
                FROM postrider.event_outbox""");
        Map<String, String> environment = CommandRun.environment(postgres, clickHouse);

        for (List<String> command : List.of(
                List.of("status"),
                List.of("status", "--json"),
                List.of("explain", "1"),
                List.of("explain", "1", "--json"),
                List.of("dead-letters", "list"),
                List.of("dead-letters", "show", "1"),
                List.of("dead-letters", "show", "1", "--json"),
                List.of("dead-letters", "list", "--after", "x\n\u001b[2Kall is there"),
                List.of("replay", "--batches", "x\u202e"))) {
            CommandRun run = CommandRun.of(environment, command.toArray(String[]::new));
            assertThat(run.out() + run.err())
                    .as(String.join(" ", command))
                    .isNotEmpty()
                    .matches(text -> text.codePoints()
                            .allMatch(sign -> sign == '\n'
                                    || (Character.getType(sign) != Character.CONTROL
                                            && Character.getType(sign) != Character.FORMAT)))
                    .doesNotContain("\nall is there");
        }
        assertThat(CommandRun.of(environment, "dead-letters", "list").out().lines())
                .hasSize(2);
        assertThat(CommandRun.of(environment, "explain", "1", "--json")
                        .json()
                        .at("/lives/0/published/event_type")
                        .asString())
                .as("what is escaped in JSON is read as it was")
                .startsWith("bad\nall is there, once\r\u001b[2K");
    }

    @Test
    void theLogOfACommandIsNotForgedEither() throws JoranException {
        LoggerContext log = new LoggerContext();
        log.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(log);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            configurator.doConfigure(Objects.requireNonNull(Log.class.getResource("logback.xml")));
            log.getLogger("any").warn("refused {}", "x\nFORGED\u001b[31m");
        } finally {
            log.stop();
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("WARN refused x\\nFORGED\\u001b[31m\n");
    }
}
