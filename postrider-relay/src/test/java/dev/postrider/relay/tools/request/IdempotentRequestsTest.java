package dev.postrider.relay.tools.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.tools.request.BegunRequest.Answered;
import dev.postrider.relay.tools.request.BegunRequest.Different;
import dev.postrider.relay.tools.request.BegunRequest.New;
import dev.postrider.relay.tools.request.BegunRequest.UnderWay;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request that comes again is done once, and its answer is given again. */
@PostriderTest
class IdempotentRequestsTest {
    private static final byte[] ASKED = fingerprint("{\"note\":\"x\"}");

    private final PostgresDatabase postgres;
    private final IdempotentRequests requests;

    IdempotentRequestsTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.requests = new IdempotentRequests(postgres.dataSource());
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    private static byte[] fingerprint(String body) {
        return RequestFingerprint.of("POST", "/api/v1/pause?x=1", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theSameRequestGetsTheSameAnswerAndIsNewOnce() throws SQLException {
        assertThat(requests.begin("1", "k", ASKED)).isEqualTo(new New());
        assertThat(requests.begin("1", "k", ASKED))
                .isInstanceOfSatisfying(
                        UnderWay.class,
                        underWay ->
                                assertThat(underWay.age()).isBetween(Duration.ZERO, IdempotentRequests.LONGEST_WORK));
        assertThat(requests.answered("1", "k", 200, "application/json", "{\"paused\":\"ja, 字 🚀\"}"))
                .isTrue();

        Answered answer = new Answered(200, "application/json", "{\"paused\":\"ja, 字 🚀\"}");
        assertThat(requests.begin("1", "k", ASKED)).isEqualTo(answer);
        assertThat(answer.toString()).doesNotContain("paused");
        assertThat(requests.answered("1", "k", 500, null, null))
                .as("the first answer stays")
                .isFalse();
        assertThat(requests.forget("1", "k")).as("what was answered stays").isFalse();
        assertThat(requests.begin("1", "k", ASKED)).isEqualTo(answer);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsDifferentWhetherOrNotThereIsAnAnswer() throws SQLException {
        requests.begin("1", "k", ASKED);
        assertThat(requests.begin("1", "k", fingerprint("{}"))).isEqualTo(new Different());
        requests.answered("1", "k", 204, null, null);
        assertThat(requests.begin("1", "k", fingerprint("{}"))).isEqualTo(new Different());
        assertThat(requests.begin("1", "k", ASKED)).isEqualTo(new Answered(204, null, null));
        assertThat(requests.begin("user:1", "k", ASKED))
                .as("another actor's key is another key")
                .isEqualTo(new New());
    }

    @Test
    void aFingerprintTellsEachPartFromTheNext() {
        byte[] none = new byte[0];
        assertThat(Stream.of(
                                RequestFingerprint.of("POST", "/a", none),
                                RequestFingerprint.of("PUT", "/a", none),
                                RequestFingerprint.of("POST", "/a?b", none),
                                RequestFingerprint.of("POST", "/", new byte[] {'a'}),
                                RequestFingerprint.of("POST/", "a", none))
                        .map(HexFormat.of()::formatHex)
                        .distinct())
                .hasSize(5);
    }

    @Test
    void whatWasNotDoneIsNewAgain() throws SQLException {
        requests.begin("1", "k", ASKED);
        assertThat(requests.forget("1", "k")).isTrue();
        assertThat(requests.begin("1", "k", fingerprint("{}"))).isEqualTo(new New());
    }

    @Test
    void ofManyThatBeginAtOnceOneIsNew() throws Exception {
        int callers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            for (int round = 0; round < 20; round++) {
                String key = "k" + round;
                CyclicBarrier together = new CyclicBarrier(callers);
                Callable<BegunRequest> caller = () -> {
                    together.await(30, TimeUnit.SECONDS);
                    return requests.begin("1", key, ASKED);
                };
                List<BegunRequest> begun = new ArrayList<>();
                for (Future<BegunRequest> one : threads.invokeAll(Collections.nCopies(callers, caller))) {
                    begun.add(one.get());
                }
                assertThat(begun).filteredOn(New.class::isInstance).hasSize(1);
                assertThat(begun).filteredOn(UnderWay.class::isInstance).hasSize(callers - 1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Its process died: before it did anything, or after. */
    @Test
    void whatWasBrokenOffStaysUnderWayAndTellsItsAge() throws SQLException {
        requests.begin("1", "k", ASKED);
        postgres.execute("UPDATE postrider.console_request SET begun_at = begun_at - interval '23 hours'");

        assertThat(requests.begin("1", "k", ASKED))
                .isInstanceOfSatisfying(
                        UnderWay.class,
                        underWay -> assertThat(underWay.age()).isGreaterThan(IdempotentRequests.LONGEST_WORK));
    }

    @Test
    void whatIsOlderThanADayIsForgottenAHundredAtATime() throws SQLException {
        postgres.execute("INSERT INTO postrider.console_request (actor, key, fingerprint, begun_at)"
                + " SELECT '1', n::text, sha256(''), now() - interval '25 hours' + n * interval '1 second'"
                + " FROM generate_series(1, 250) n");
        assertThat(requests.begin("1", "250", ASKED))
                .as("its own key, however many are older")
                .isEqualTo(new New());
        assertThat(count()).isEqualTo("150");
        requests.begin("1", "250", ASKED);
        assertThat(count()).as("nothing was added").isEqualTo("150");
        requests.begin("1", "x", ASKED);
        requests.begin("1", "y", ASKED);
        assertThat(count()).isEqualTo("3");
    }

    private String count() {
        return String.valueOf(postgres.queryOne("SELECT count(*) FROM postrider.console_request"));
    }

    @Test
    void whatPostgresCanNotHoldIsRefusedBefore() throws SQLException {
        for (String hostile : List.of("", "x".repeat(256), "🚀".repeat(256), "a\0b", "\uD800")) {
            assertThatIllegalArgumentException().isThrownBy(() -> requests.begin("1", hostile, ASKED));
            assertThatIllegalArgumentException().isThrownBy(() -> requests.begin(hostile, "k", ASKED));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> requests.begin("1", "k", new byte[31]));
        String longest = "🚀".repeat(255);
        assertThat(requests.begin(longest, longest, ASKED)).isEqualTo(new New());
        assertThatIllegalArgumentException().isThrownBy(() -> requests.answered(longest, longest, 200, null, "a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> requests.answered(longest, longest, 99, null, null));
        assertThat(requests.answered(longest, longest, 200, "text/plain", "x".repeat(1_000_000)))
                .isTrue();
        assertThat(requests.answered("1", "none", 200, null, null)).isFalse();
    }

    @Test
    void hostileDefaultsOfTheDatabaseMakeNoDifference() throws SQLException {
        postgres.execute(
                "ALTER DATABASE " + postgres.name() + " SET default_transaction_read_only = on",
                "ALTER DATABASE " + postgres.name() + " SET default_transaction_isolation = 'serializable'");
        assertThat(requests.begin("1", "k", ASKED)).isEqualTo(new New());
        assertThat(requests.answered("1", "k", 204, null, null)).isTrue();
        assertThat(requests.begin("1", "k", ASKED)).isEqualTo(new Answered(204, null, null));
    }
}
