package dev.postrider.relay.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.status.DeliveryState.Flowing;
import dev.postrider.relay.status.DeliveryState.NotDelivering;
import dev.postrider.relay.status.DeliveryState.NotKnown;
import dev.postrider.relay.status.DeliveryState.NothingToDo;
import dev.postrider.relay.status.DeliveryState.Paused;
import dev.postrider.relay.status.LedgerProgress.Success;
import dev.postrider.relay.status.OutboxStatus.ActiveRelay;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One word and a reason for each thing that the ledger may say. */
class DeliveryStateTest {
    private static final Instant NOW = Instant.parse("2026-11-28T03:12:07Z");
    private static final Instant HOURS_AGO = Instant.parse("2026-11-27T22:00:00Z");
    private static final ActiveRelay RELAY = new ActiveRelay("relay-1", 12);
    private static final ToldOutage OUTAGE =
            new ToldOutage("relay-1", "ClickHouse", "unavailable", "", "Connection refused", HOURS_AGO, 31, NOW);

    /** What a status says, changed in what matters for a test. */
    private static final class Said {
        private @Nullable String doubt;
        private @Nullable Long pending = 0L;
        private @Nullable Lag lag = Lag.NONE;
        private @Nullable ActiveRelay relay = RELAY;
        private @Nullable ToldOutage outage;
        private @Nullable PausedDelivery pause;
        private @Nullable Success success;
        private @Nullable Instant underWaySince;
        private @Nullable Instant noRelaySince;
        private boolean isStandby;

        DeliveryState state() {
            LedgerProgress progress = new LedgerProgress(NOW, success, 0, 0, underWaySince, noRelaySince, isStandby);
            return new OutboxStatus(doubt, pending, 0, 0, lag, relay, outage, pause, progress).state();
        }

        Said waiting(Duration time) {
            pending = 3L;
            lag = new Lag(true, time, time);
            return this;
        }

        Said acknowledged(Duration ago) {
            success = new Success(7, NOW.minus(ago), 20);
            return this;
        }
    }

    @Test
    void whatWasAcknowledgedAMomentAgoFlowsThoughNothingWaits() {
        assertThat(new Said().acknowledged(DeliveryState.LATELY).state()).isEqualTo(new Flowing());
        assertThat(new Said().acknowledged(DeliveryState.LATELY.plusMillis(1)).state())
                .isEqualTo(new NothingToDo(true));
        assertThat(new Said().state()).isEqualTo(new NothingToDo(true));
    }

    @Test
    void eventsThatWaitForTheirBatchFlow() {
        assertThat(new Said().waiting(Duration.ofMinutes(59)).state()).isEqualTo(new Flowing());
    }

    @Test
    void anOutageIsNotDeliveringWithItsReasonAndBegin() {
        Said said = new Said().waiting(Duration.ofHours(5)).acknowledged(Duration.ZERO);
        said.outage = OUTAGE;

        DeliveryState state = said.state();

        assertThat(state).isEqualTo(new NotDelivering("ClickHouse: unavailable: Connection refused", HOURS_AGO));
        assertThat(state.word()).isEqualTo("not delivering");
        assertThat(state.code()).isEqualTo("not_delivering");
        assertThat(state.because()).isEqualTo("ClickHouse: unavailable: Connection refused");
        assertThat(state.since()).isEqualTo(HOURS_AGO);
        assertThat(state.isWell()).isFalse();
    }

    @Test
    void anOutageWhoseRelayIsGoneSaysThatToo() {
        Said said = new Said();
        said.outage = OUTAGE;
        said.relay = null;

        assertThat(said.state().because()).startsWith("no relay is active; the last one told of ClickHouse: ");
    }

    @Test
    void withoutARelayEventsWaitInVainAndWithoutEventsNothingIsToDo() {
        Said said = new Said().acknowledged(Duration.ofSeconds(3));
        said.relay = null;
        said.noRelaySince = HOURS_AGO;
        DeliveryState idle = said.state();

        assertThat(idle).isEqualTo(new NothingToDo(false));
        assertThat(idle.isWell()).isTrue();
        assertThat(idle.because()).isEqualTo("no relay is active");
        assertThat(said.waiting(Duration.ofSeconds(2)).state())
                .as("although something was acknowledged a moment ago")
                .isEqualTo(new NotDelivering("no relay is active", HOURS_AGO));
    }

    @Test
    void whatAPersonHasPausedIsPausedWhateverElseIsWrong() {
        Said said = new Said().acknowledged(Duration.ofSeconds(3));
        said.outage = OUTAGE;
        said.pause = new PausedDelivery(HOURS_AGO, "ann", "ClickHouse is upgraded");

        DeliveryState state = said.state();

        assertThat(state).isEqualTo(new Paused("by ann: ClickHouse is upgraded", HOURS_AGO));
        assertThat(state.code()).isEqualTo("paused");
        assertThat(state.since()).isEqualTo(HOURS_AGO);
        assertThat(state.isWell()).isFalse();
        said.pause = new PausedDelivery(HOURS_AGO, null, "ClickHouse is upgraded");
        assertThat(said.state().because()).isEqualTo("ClickHouse is upgraded");
        said.doubt = "restored";
        assertThat(said.state().code()).isEqualTo("not_known");
    }

    @Test
    void whileAnotherRelayMayTakeOverEventsFlow() {
        Said said = new Said().waiting(Duration.ofSeconds(2));
        said.relay = null;
        said.noRelaySince = NOW.minus(DeliveryState.LONGEST_HAND_OVER);
        assertThat(said.state()).isEqualTo(new Flowing());

        said.noRelaySince = said.noRelaySince.minusMillis(1);
        assertThat(said.state()).isEqualTo(new NotDelivering("no relay is active", said.noRelaySince));

        said.noRelaySince = NOW.plusMillis(1);
        assertThat(said.state())
                .as("before the clock was set back")
                .isEqualTo(new NotDelivering("no relay is active", said.noRelaySince));

        said.noRelaySince = null;
        assertThat(said.state()).as("there never was one").isEqualTo(new NotDelivering("no relay is active", null));
    }

    @Test
    void aBatchThatNobodyAcknowledgesIsNotDelivering() {
        Said said = new Said().waiting(Duration.ofMinutes(6));
        said.underWaySince = NOW.minus(DeliveryState.LONGEST_SEND);
        assertThat(said.state()).isEqualTo(new Flowing());

        said.underWaySince = said.underWaySince.minusMillis(1);
        assertThat(said.state().since()).isEqualTo(said.underWaySince);
        assertThat(said.state().because()).contains("is not acknowledged");
        assertThat(said.acknowledged(Duration.ofSeconds(59)).state())
                .as("others are")
                .isEqualTo(new Flowing());
    }

    @Test
    void eventsThatNobodyPlansAreNotDelivered() {
        Duration tooLong = DeliveryState.LONGEST_WAIT.plusMillis(1);

        assertThat(new Said().waiting(tooLong).state().since()).isEqualTo(NOW.minus(tooLong));
        assertThat(new Said().waiting(tooLong).state().because()).contains("no batch is planned");
    }

    @Test
    void aLedgerInDoubtIsNotKnown() {
        Said said = new Said();
        said.doubt = "it was copied here";
        said.pending = null;
        said.lag = null;
        said.outage = OUTAGE;

        assertThat(said.state()).isEqualTo(new NotKnown("it was copied here"));
        assertThat(said.state().word()).isEqualTo("not known");
        assertThat(said.state().isWell()).isFalse();
    }

    @Test
    void aStandbyTellsOnlyWhatWasAcknowledgedLately() {
        Said said = new Said().waiting(Duration.ofSeconds(1));
        said.relay = null;
        said.isStandby = true;

        assertThat(said.state()).isInstanceOf(NotKnown.class);
        assertThat(said.acknowledged(Duration.ofSeconds(1)).state()).isEqualTo(new Flowing());
    }
}
