package dev.postrider.relay.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SnapshotTest {
    @Test
    void seesWhatHadEndedAndNotWhatWasInProgressOrCameLater() {
        Snapshot snapshot = Snapshot.parse("100:110:103,107");

        assertThat(snapshot.sees(99)).isTrue();
        assertThat(snapshot.sees(103)).isFalse();
        assertThat(snapshot.sees(104)).isTrue();
        assertThat(snapshot.sees(107)).isFalse();
        assertThat(snapshot.sees(110)).isFalse();
    }

    @Test
    void tellsWhichOfItsTransactionsHadEndedByALaterSnapshot() {
        Snapshot earlier = Snapshot.parse("100:110:100,103,107");

        assertThat(earlier.endedBy(Snapshot.parse("103:120:103,115"))).containsExactly(100, 107);
        assertThat(earlier.endedBy(earlier)).isEmpty();
    }

    @Test
    void keepsPostgresTextForm() {
        assertThat(Snapshot.parse("100:110:103,107")).hasToString("100:110:103,107");
        assertThat(Snapshot.parse("7:7:")).hasToString("7:7:").isEqualTo(Snapshot.parse("7:7:"));
    }

    @Test
    void refusesAnythingElse() {
        assertThatThrownBy(() -> Snapshot.parse("100"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'100'");
    }
}
