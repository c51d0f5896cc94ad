package dev.postrider.server.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.console.host.WebClient;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** All dead letters are requeued from the page, by a server that is killed in the middle of it. */
@PostriderTest
class RequeueAllTest {
    private static final int LETTERS = Integer.getInteger("postrider.test.letters", 5_000);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern PROGRESS = Pattern.compile("([\\d,]+) done, ([\\d,]+) left");

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    RequeueAllTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    @Test
    void eachIsDeliveredOnceThoughTheServerIsKilledInTheMiddle() throws SQLException {
        OutboxSchema.migrate(postgres.dataSource());
        ManyRecords.deadLetters(postgres, LETTERS);
        List<List<String>> letters = identities();
        String order;
        long before;
        try (ConsoleServer server = ConsoleServer.start(postgres, clickHouse);
                Connection inTheWay = lockOneBehindTheMiddle()) {
            order = requeueAll(server);
            await().atMost(PATIENCE).until(() -> done(server, order) >= LETTERS / 2 - 1_000);
            before = done(server, order);
            assertThat(before).isBetween(1L, LETTERS - 1L);
            server.kill();
        }
        try (ConsoleServer server = ConsoleServer.start(postgres, clickHouse)) {
            assertThat(server.get(order).body())
                    .contains("This server is not at work on it", "Go on with it")
                    .contains(count(LETTERS - done(server, order)) + " left");
            assertThat(done(server, order)).isGreaterThanOrEqualTo(before).isLessThan(LETTERS);

            WebClient.Answer resumed = server.operator().post(ConsoleServer.PATH + order + "/resume", "");
            assertThat(resumed.status()).isEqualTo(302);
            await().atMost(PATIENCE)
                    .until(() -> server.get(order).body().contains(count(LETTERS) + " dead letters, in"));
            await().atMost(PATIENCE)
                    .until(() -> delivered("uniqExact(event_id)").equals(String.valueOf(LETTERS)));

            assertThat(delivered("count()")).as("none twice").isEqualTo(String.valueOf(LETTERS));
            assertThat(clickHouse
                            .query("SELECT event_id, event_type FROM event_log ORDER BY event_id")
                            .equals(letters))
                    .as("each as it was published")
                    .isTrue();
            assertThat(server.get("/audit").body())
                    .contains(ConsoleServer.OPERATOR, count(LETTERS), "the columns are wider now");
            assertThat(postgres.query("SELECT ordered_by, action, done, note, finished_at IS NOT NULL"
                            + " FROM postrider.operator_action"))
                    .containsExactly(List.of(
                            ConsoleServer.OPERATOR,
                            "requeue",
                            String.valueOf(LETTERS),
                            "the columns are wider now",
                            "t"));
        }
    }

    /** From the list, by way of the question how many and why. Returns the order's page. */
    private static String requeueAll(ConsoleServer server) {
        assertThat(server.get("/dead-letters").body()).contains("Requeue all that match…");
        assertThat(server.get("/dead-letters/decide?action=requeue").body())
                .contains("Requeue " + count(LETTERS) + " dead letters?");
        WebClient.Answer answer = server.operator()
                .post(ConsoleServer.PATH + "/dead-letters/orders", "action=requeue&note=the+columns+are+wider+now");
        Matcher page = Pattern.compile("/dead-letters/orders/\\d+").matcher(String.valueOf(answer.header("location")));
        assertThat(page.find()).as(answer.toString()).isTrue();
        return page.group();
    }

    /** Holds the order up in its middle, in a transaction. Closing the connection lets it go on, if it is alive. */
    private Connection lockOneBehindTheMiddle() throws SQLException {
        Connection connection = postgres.connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT FROM postrider.dead_letter WHERE event_id ="
                    + " (SELECT event_id FROM postrider.dead_letter ORDER BY failed_at OFFSET " + LETTERS / 2
                    + " LIMIT 1) FOR UPDATE");
        }
        return connection;
    }

    /** As its page says it. */
    private static long done(ConsoleServer server, String order) {
        Matcher progress = PROGRESS.matcher(server.get(order + "/progress").body());
        return progress.find() ? Long.parseLong(progress.group(1).replace(",", "")) : 0;
    }

    private List<List<String>> identities() {
        return postgres
                .query("SELECT d.event_id::text, d.event_type FROM postrider.dead_letter d ORDER BY d.event_id")
                .stream()
                .map(row -> row.stream().map(String::valueOf).toList())
                .toList();
    }

    private String delivered(String what) {
        return clickHouse.queryOne("SELECT " + what + " FROM event_log");
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
