package dev.postrider.relay.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.lease.Lease;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a process tries for the lease of an outbox that it shares, and when it hands it over. */
@PostriderTest
class TurnsTest {
    private static final Duration TERM = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(30);

    private final PostgresDatabase postgres;

    TurnsTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    private Turn turn(String process) {
        return turn(new Member(process, TERM));
    }

    private Turn turn(Member member) {
        return member.turn("shop", postgres.dataSource());
    }

    /** The first choice of two processes for this outbox, and the other one. */
    private static List<String> choiceOf(String one, String other) {
        String first = Assignment.of(Map.of("shop", Set.of(one, other))).get("shop");
        return List.of(String.valueOf(first), one.equals(first) ? other : one);
    }

    @Test
    void aProcessAloneTriesAtItsFirstLook() throws SQLException {
        assertThat(turn("alone").mayTake()).isTrue();
    }

    @Test
    void ofTwoTheFirstChoiceTriesAndTheOtherWaitsUntilItIsGone() throws SQLException {
        List<String> names = choiceOf("a", "b");
        Turn first = turn(names.get(0));
        Turn other = turn(names.get(1));
        first.mayTake();
        other.mayTake();

        assertThat(first.mayTake()).isTrue();
        assertThat(other.mayTake()).isFalse();
        first.leave();
        assertThat(other.mayTake()).isTrue();
    }

    @Test
    void whoFallsSilentIsNoMemberAnyMore() throws SQLException {
        List<String> names = choiceOf("a", "b");
        Turn first = turn(names.get(0));
        Turn other = turn(names.get(1));
        first.mayTake();
        assertThat(other.mayTake()).isFalse();

        await().atMost(SOON).until(other::mayTake);
    }

    @Test
    void aLeaseThatTheFirstChoiceDoesNotTakeIsTakenByAnother() throws SQLException {
        List<String> names = choiceOf("a", "b");
        Turn first = turn(names.get(0));
        Turn other = turn(names.get(1));
        first.mayTake();
        assertThat(other.mayTake()).isFalse();

        await().atMost(SOON).until(() -> {
            first.mayTake();
            return other.mayTake();
        });
    }

    @Test
    void whoHoldsTheLeaseHandsItOverToTheFirstChoiceThatWantsIt() throws Exception {
        List<String> names = choiceOf("a", "b");
        Turn first = turn(names.get(0));
        Turn holder = turn(names.get(1));
        Lease lease = new Lease(postgres.dataSource(), holder.owner(), Duration.ofMinutes(1), System::nanoTime);
        assertThat(holder.mayTake()).isTrue();
        lease.take();
        CountDownLatch over = new CountDownLatch(1);

        try (Turn.Watch unused = holder.watch(over::countDown)) {
            await().atMost(SOON).until(() -> {
                assertThat(first.mayTake()).as("while it is held").isFalse();
                return over.getCount() == 0;
            });
        }
        lease.release();
        assertThat(holder.mayTake()).as("at once after it handed over").isFalse();
        assertThat(first.mayTake()).isTrue();
    }

    @Test
    void twoOfOneNameAreNotTakenForOne() throws SQLException {
        Turn one = turn("twin");
        Turn other = turn("twin");

        assertThat(one.mayTake()).isTrue();
        assertThat(other.mayTake()).isFalse();
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.relay_member WHERE process <> ''"))
                .isEqualTo("1");
        assertThat(one.owner()).isNotEqualTo(other.owner());
    }

    @Test
    void sixteenShareAndTheSeventeenthStandsBy() throws SQLException {
        for (int i = 1; i <= 16; i++) {
            turn(new Member("process " + i, Duration.ofMinutes(1))).mayTake();
        }
        Member last = new Member("process 17", Duration.ofMinutes(1));
        Turn seventeenth = turn(last);

        boolean mayTake = seventeenth.mayTake();

        assertThat(last.outboxes().get(0).members()).doesNotContain("process 17");
        assertThat(mayTake).isFalse();
    }

    @Test
    void tellsWhoLeadsAndWhoShouldAndWhoElseIsThere() throws SQLException {
        List<String> names = choiceOf("a", "b");
        Member watching = new Member(names.get(0), TERM);
        Turn first = turn(watching);
        Turn holder = turn(names.get(1));
        holder.mayTake();
        new Lease(postgres.dataSource(), holder.owner(), Duration.ofMinutes(1), System::nanoTime).take();
        first.mayTake();

        Member.SharedOutbox shop = watching.outboxes().get(0);
        assertThat(shop.leader()).isEqualTo(names.get(1));
        assertThat(shop.firstChoice()).isEqualTo(names.get(0));
        assertThat(shop.members()).containsExactly("a", "b");
    }

    @Test
    void aSignThatWasShownBeforeTheClockWasSetBackIsNone() throws SQLException {
        List<String> names = choiceOf("a", "b");
        turn(names.get(0)).mayTake();
        postgres.execute("SELECT setval('postrider.relay_member_sign_1', last_value + 7200000)"
                + " FROM postrider.relay_member_sign_1");

        assertThat(turn(names.get(1)).mayTake()).isTrue();
    }

    @Test
    void looksUseNoTransactionId() throws SQLException {
        assumeThat(Integer.parseInt(postgres.queryOne("SELECT current_setting('server_version_num')")))
                .isGreaterThanOrEqualTo(150_000);
        Turn turn = turn("alone");
        turn.mayTake();
        String row = "SELECT xmin || ' ' || ctid FROM postrider.relay_member WHERE seat = 1";
        String before = postgres.queryOne(row);
        String sign = postgres.queryOne("SELECT last_value FROM postrider.relay_member_sign_1");

        await().atMost(SOON).until(() -> {
            turn.mayTake();
            return !postgres.queryOne("SELECT last_value FROM postrider.relay_member_sign_1")
                    .equals(sign);
        });

        assertThat(postgres.queryOne(row)).isEqualTo(before);
    }
}
