package dev.postrider.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.delivery.TableHistory.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableHistoryTest {
    private static final String TABLE = "CREATE TABLE event_log …";

    private final TableHistory trust = new TableHistory();
    private final long now = System.nanoTime();

    @BeforeEach
    void beginATerm() {
        trust.begin(TABLE, null);
    }

    @Test
    void rowsThatWereTakenAfterARefusalShowThatItIsTheEvents() {
        trust.accepts(now + 2);

        assertThat(trust.tookRowsSince(new Refusal(TABLE, now, now + 1))).isTrue();
    }

    @Test
    void rowsOfASendThatBeganAfterTheRefusedOneShowItToo() {
        trust.accepts(now + 1);

        assertThat(trust.tookRowsSince(new Refusal(TABLE, now, now + 2))).isTrue();
    }

    @Test
    void unlessTheTableWasAnotherOne() {
        trust.accepts(now + 1);

        assertThat(trust.tookRowsSince(new Refusal("CREATE TABLE another …", now, now + 2)))
                .isFalse();
    }

    @Test
    void rowsThatWereTakenBeforeTheRefusedSendBeganShowNothing() {
        trust.accepts(now);

        assertThat(trust.tookRowsSince(new Refusal(TABLE, now + 1, now + 2))).isFalse();
    }

    @Test
    void whatTheTableIsNowIsWhatTakesRows() {
        trust.isNow("CREATE TABLE mended …");
        trust.accepts(now);

        assertThat(trust.tookRowsAs("CREATE TABLE mended …")).isTrue();
        assertThat(trust.tookRowsAs(TABLE)).isFalse();
    }
}
