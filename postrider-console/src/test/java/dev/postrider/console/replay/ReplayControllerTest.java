package dev.postrider.console.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.console.host.Host;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.host.WebClient.Answer;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.TestServers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a replay from the console refuses, and how it is stopped and gone on with. */
class ReplayControllerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PAGE = Host.PATH + "/replay";
    private static final Pattern COUNTED = Pattern.compile("name=\"counted\" value=\"([^\"]+)\"");
    private static final Pattern GOES_ON = Pattern.compile("href=\"[^\"]*/replay\\?([^\"]+)\"");

    private static PostgresDatabase postgres;
    private static ClickHouseDatabase clickHouse;
    private static Host host;

    private WebClient operator;

    @BeforeAll
    static void start() {
        postgres = TestServers.newPostgresDatabase();
        clickHouse = TestServers.newClickHouseDatabase();
        host = Host.start(postgres, clickHouse);
        postgres.execute("SELECT postrider.publish('ordered', '{\"n\":1}', 'Local') FROM generate_series(1, 5)");
        await().ignoreExceptions()
                .atMost(PATIENCE)
                .until(() ->
                        clickHouse.queryOne("SELECT count() FROM event_log").equals("5")
                                && postgres.queryOne(
                                                "SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL AND batch_no > 0")
                                        .equals("0"));
    }

    @AfterAll
    static void stop() {
        host.close();
        clickHouse.close();
        postgres.close();
    }

    @BeforeEach
    void logIn() {
        postgres.execute("DELETE FROM postrider.relay_replay");
        operator = new WebClient(host.base());
        operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
        operator.get(PAGE);
    }

    @Test
    void nothingIsSentButWhatWasCountedLast() {
        dryRun("all=true&target=counted_first", "would send 5");
        String first = counted();
        dryRun("types=ordered&target=counted_later", "would send 5");

        Answer stale = operator.post(PAGE + "/send", "note=x&counted=" + first);
        Answer never = operator.post(PAGE + "/send", "note=x");

        assertThat(stale.status()).isEqualTo(400);
        assertThat(stale.body()).contains("not what was counted last");
        assertThat(never.status()).isEqualTo(400);
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.relay_replay"))
                .isEqualTo("0");
    }

    @Test
    void whatIsToBeReplayedHasToBeSaid() {
        assertThat(operator.post(PAGE + "/dry-run", "").body()).contains("Say which events");
        assertThat(operator.post(PAGE + "/dry-run", "all=true&batches=1").body())
                .contains("exclude each other");
        assertThat(operator.post(PAGE + "/dry-run", "batches=9..5").status()).isEqualTo(400);
        assertThat(operator.post(PAGE + "/dry-run", "batches=1&rate=10000001").body())
                .contains("must be 1 to 10000000");
        assertThat(operator.post(PAGE + "/dry-run", "from=2026-01-02&before=2026-01-01")
                        .body())
                .contains("holds nothing");
        assertThat(operator.post(PAGE + "/dry-run", "all=true&target=other.table%60%27")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whatWasStoppedGoesOnWhereItWas() {
        dryRun("types=ordered&target=slowly&rate=1", "would send 5");
        operator.post(PAGE + "/send", "note=slowly&counted=" + counted());
        await().ignoreExceptions().atMost(PATIENCE).until(() -> stored("slowly") > 0);
        operator.get(PAGE);
        assertThat(operator.post(PAGE + "/dry-run", "all=true").body()).contains("A replay is under way");
        operator.get(PAGE);
        operator.post(PAGE + "/stop", "");
        awaitPage("somebody stopped it; what was sent stays");
        assertThat(stored("slowly")).isBetween(1, 4);

        dryRun(goesOn(), "would send " + (5 - stored("slowly")));
        operator.post(PAGE + "/send", "note=all+of+it&counted=" + counted());

        awaitPage("gone on with: 5 events match");
        assertThat(stored("slowly")).isEqualTo(5);
        assertThat(clickHouse.queryOne("SELECT uniqExact(event_id) FROM slowly"))
                .isEqualTo("5");
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.relay_replay WHERE finished_at IS NOT NULL"))
                .isEqualTo("1");
    }

    @Test
    void oneWhoseTimesMoveOnBeginsNotInPlaceOfOneThatWasBrokenOff() {
        postgres.execute("INSERT INTO postrider.relay_replay (kind, target, criteria) VALUES ('replay', '"
                + clickHouse.name()
                + ".moved', '{\"types\": [\"ordered\"], \"published\": [\"2026-01-01T00:00:00Z\", null],"
                + " \"delivered\": null, \"batches\": null}')");
        dryRun("types=ordered&from=-1d&target=moved", "would send 5");

        Answer refused = operator.post(PAGE + "/send", "note=x&counted=" + counted());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("was broken off, and this one differs from it by its times alone");
        operator.get(PAGE);
        dryRun(goesOn(), "would send 5");
        operator.post(PAGE + "/send", "note=x&counted=" + counted());
        awaitPage(" sent 5.");
        assertThat(postgres.queryOne("SELECT bool_and(finished_at IS NOT NULL) FROM postrider.relay_replay"))
                .as("the one that was broken off has ended, and there is no other")
                .isEqualTo("t");
    }

    @Test
    void whereSeveralServersAreNamedOnlyTheCommandSends() {
        try (Host two = Host.start(
                postgres,
                clickHouse,
                "postrider.relay.enabled=false",
                "postrider.clickhouse.host=" + clickHouse.host() + "," + clickHouse.host() + ":1")) {
            WebClient client = new WebClient(two.base());
            client.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
            client.get(PAGE);

            Answer refused = client.post(PAGE + "/send", "note=x&counted=1");

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("Several servers are named");
        }
    }

    private void dryRun(String form, String result) {
        Answer begun = operator.post(PAGE + "/dry-run", form);
        assertThat(begun.status()).as(form + ": " + begun.body()).isEqualTo(302);
        awaitPage(result);
    }

    private void awaitPage(String text) {
        await().atMost(PATIENCE).until(() -> operator.get(PAGE).body().contains(text));
    }

    private String counted() {
        return found(COUNTED);
    }

    private String goesOn() {
        return found(GOES_ON).replace("&amp;", "&");
    }

    private String found(Pattern pattern) {
        String page = operator.get(PAGE).body();
        Matcher matcher = pattern.matcher(page);
        assertThat(matcher.find()).as(page).isTrue();
        return matcher.group(1);
    }

    private static int stored(String table) {
        return Integer.parseInt(clickHouse.queryOne("SELECT count() FROM " + table));
    }
}
