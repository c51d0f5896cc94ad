package dev.postrider.server.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.console.host.WebClient.Answer;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.TestServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the console answers, and how fast, where there are many dead letters, batches and events. */
class ConsoleAtScaleTest {
    /** Dead letters, batches in the ledger, and states in the history. */
    private static final int LETTERS = Integer.getInteger("postrider.test.letters", 5_000);

    private static final long LOGGED = Long.getLong("postrider.test.logged-events", 100_000);

    /** 300 ms on a quiet machine; this one runs other tests beside. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final int MOST_ROWS = 500;
    private static final int TIMES = 3;
    private static final int RECEIVE_BUFFER = 65_536;
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Not a page: a stream, files, and what is measured by the other tests here. */
    private static final List<String> OTHERS = List.of("/live", "/assets/console.css", "/events/export");

    private static PostgresDatabase postgres;
    private static ClickHouseDatabase clickHouse;
    private static ConsoleServer server;

    @BeforeAll
    static void start() throws SQLException {
        postgres = TestServers.newPostgresDatabase();
        clickHouse = TestServers.newClickHouseDatabase();
        OutboxSchema.migrate(postgres.dataSource());
        ManyRecords.deadLetters(postgres, LETTERS);
        ManyRecords.ledger(postgres, LETTERS);
        new Tokens(postgres.dataSource()).make("reading", Role.VIEWER, Duration.ofHours(1), Decision.UNSIGNED);
        server = ConsoleServer.start(postgres, clickHouse);
        ManyRecords.eventLog(clickHouse, LOGGED);
        // broken off by somebody, so that every page of the dead letters says so
        postgres.execute("INSERT INTO postrider.dead_letter_decision (action, criteria, ordered_by, note)"
                + " VALUES ('requeue', '{}', 'olga', 'a new column')");
    }

    @AfterAll
    static void stop() {
        server.close();
        clickHouse.close();
        postgres.close();
    }

    @Test
    void everyPageAnswersSoonWithNoMoreRowsThanAReaderTakesIn() {
        List<String> pages = pages();
        assertThat(ConsoleRoutes.without(Stream.concat(pages.stream(), OTHERS.stream())))
                .as("pages that are not measured here")
                .isEmpty();
        List<String> slow = new ArrayList<>();
        System.out.printf(
                Locale.ROOT,
                "%d letters and batches, %d events%n%8s %8s  %s%n",
                LETTERS,
                LOGGED,
                "first",
                "ms",
                "page");
        for (String page : pages) {
            long first = millis(page);
            long[] millis = new long[TIMES];
            Arrays.setAll(millis, time -> millis(page));
            Arrays.sort(millis);
            System.out.printf(Locale.ROOT, "%8d %8d  %s%n", first, millis[TIMES / 2], page);
            if (millis[TIMES / 2] > LONGEST.toMillis()) {
                slow.add(page + ": " + millis[TIMES / 2] + " ms");
            }
        }
        assertThat(slow).isEmpty();
    }

    @Test
    void allEventsAreDownloadedInAHeapThatCannotHoldThem() throws IOException, InterruptedException {
        try (InputStream events = export();
                BufferedReader lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
            long begin = System.nanoTime();
            assertThat(lines.lines().count()).isEqualTo(LOGGED);
            System.out.printf(
                    Locale.ROOT,
                    "%d events downloaded in %d ms%n",
                    LOGGED,
                    Duration.ofNanos(System.nanoTime() - begin).toMillis());
        }
        assertThat(server.isAlive()).isTrue();
    }

    @Test
    void aDownloadThatIsStoppedEndsInClickHouse() throws IOException {
        try (Socket client = new Socket()) {
            // what is not read is soon in nobody's buffer, but in ClickHouse
            client.setReceiveBufferSize(RECEIVE_BUFFER);
            client.connect(
                    new InetSocketAddress(exported().getHost(), exported().getPort()));
            client.getOutputStream()
                    .write(("GET " + exported().getPath() + "?" + exported().getQuery()
                                    + " HTTP/1.1\r\nHost: localhost\r\n" + "Cookie: " + cookie() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(10_000)).hasSize(10_000);
            await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> exporting() == 1);
        }
        await().atMost(SOON).until(() -> exporting() == 0);
        assertThat(server.get("/events/found?type=type_1").status()).isEqualTo(200);
    }

    private static List<String> pages() {
        String letter = postgres.queryOne("SELECT min(event_id) FROM postrider.dead_letter");
        String middle = after("/dead-letters", "after=([^\"&]+)");
        String event = after("/events/found", "key=([^\"&]+)");
        String next = after("/events/found", "after=([^\"&]+)");
        int batch = LETTERS / 2;
        return Stream.of(
                        Stream.of("", "/", "?at=-1d", "?range=week", "/overview/live", "/overview/fleet"),
                        Stream.of("/curves?range=hour", "/curves?range=day", "/curves?range=week"),
                        Stream.of("/batches", "/batches?after=" + batch, "/batches?state=planned"),
                        Stream.of("/batches?slower=3600", "/batches?letters=true", "/batches?from=-2h&before=-1h"),
                        Stream.of("/batches/" + batch, "/batches/" + batch + "/events"),
                        Stream.of("/batches/" + batch + "/set-aside"),
                        Stream.of("/dead-letters", "/dead-letters?after=" + middle, "/dead-letters?state=any"),
                        Stream.of("/dead-letters?type=type_1", "/dead-letters?code=28&environment=Local"),
                        Stream.of("/dead-letters?reason=column+7", "/dead-letters?reason=nowhere"),
                        Stream.of("/dead-letters?batch=" + batch, "/dead-letters?from=-1h&before=-30m"),
                        Stream.of("/dead-letters?state=requeued", "/dead-letters?type=none&state=any"),
                        Stream.of("/dead-letters?group=type", "/dead-letters?group=code", "/dead-letters?group=reason"),
                        Stream.of("/dead-letters/" + letter, "/dead-letters/" + letter + "/context"),
                        Stream.of("/dead-letters/decide?action=requeue"),
                        Stream.of("/dead-letters/decide?action=discard&reason=nowhere"),
                        Stream.of("/dead-letters/orders/1", "/dead-letters/orders/1/progress"),
                        Stream.of("/find?id=" + letter, "/events/" + letter, "/events/" + letter + "/life"),
                        Stream.of("/events/" + ManyRecords.FIRST_LOGGED + "/life"),
                        Stream.of("/events", "/events/found", "/events/found?after=" + next, "/events/histogram"),
                        Stream.of("/events/found?type=type_7", "/events/histogram?type=type_7"),
                        Stream.of("/events/found?from=-1d", "/events/histogram?from=-1d"),
                        Stream.of("/events/found?from=-1d&where=" + encoded("email contains 7@example")),
                        Stream.of("/events/found?where=" + encoded("email = user4711@example.com")),
                        Stream.of("/events/found?where=" + encoded("amount > 990 and field_2 < 10")),
                        Stream.of("/events/found?id=" + (ManyRecords.FIRST_LOGGED + 4711)),
                        Stream.of("/events/log?key=" + event, "/searches/none"),
                        Stream.of("/catalogue", "/catalogue/types", "/catalogue/type?name=type_39"),
                        Stream.of("/catalogue/fields?name=type_39", "/events/suggestions?type=type_39"),
                        Stream.of("/replay", "/replay/progress"),
                        Stream.of("/outbox", "/relays", "/relays?after=" + batch / 100),
                        Stream.of("/verification", "/verification/progress", "/history", "/history?since=-30d"),
                        Stream.of(
                                "/tokens",
                                "/tokens/1/revoke",
                                "/audit",
                                "/delivery/pause",
                                "/delivery/resume",
                                "/login"),
                        Stream.of("/doctor", "/doctor/findings?now=true", "/doctor/findings", "/doctor/summary"))
                .flatMap(pages -> pages)
                .toList();
    }

    /** Something that a page links to. */
    private static String after(String page, String regex) {
        Answer answer = server.get(page);
        Matcher link = Pattern.compile(regex).matcher(answer.body());
        assertThat(link.find()).as(page + ": " + answer).isTrue();
        return link.group(1);
    }

    /** Until all of it has come. */
    private static long millis(String page) {
        long begin = System.nanoTime();
        Answer answer = server.get(page);
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        assertThat(answer.status()).as(page + ": " + answer.body()).isIn(200, 302);
        assertThat(answer.body().split("<tr[ >]", -1).length - 1)
                .as("rows of " + page)
                .isLessThanOrEqualTo(MOST_ROWS);
        return millis;
    }

    private static InputStream export() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(exported())
                                .header("Cookie", cookie())
                                .build(),
                        BodyHandlers.ofInputStream())
                .body();
    }

    private static URI exported() {
        return URI.create(server.base() + ConsoleServer.PATH + "/events/export?format=jsonl");
    }

    private static String cookie() {
        return "JSESSIONID=" + server.operator().cookie("JSESSIONID");
    }

    /** Downloads that ClickHouse works on. */
    private static int exporting() {
        return Integer.parseInt(
                clickHouse.queryOne("SELECT count() FROM system.processes WHERE query LIKE '%" + clickHouse.name()
                        + "%' AND query LIKE '%FORMAT JSONEachRow%' AND query NOT LIKE '%system.processes%'"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
