package dev.postrider.relay.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.Quorum;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaPromisesTest {
    private static final ClickHouseSettings SETTINGS = ClickHouseSettings.at(URI.create("http://localhost:8123"));

    @ParameterizedTest
    @CsvSource({"99, 0", "100, 1", "299, 1", "300, 2", "1500, 4", "2499, 4", "2500, 5", "15000, 17", "1800000, 1802"})
    void keeperIsTriedAgainAsLongAsThePausesFit(long millis, long retries) {
        assertThat(ReplicaPromises.retriesWithin(Duration.ofMillis(millis))).isEqualTo(retries);
    }

    @Test
    void aQuorumIsSentOnlyWhereItIsAskedForAndWaitsNoLongerThanTheInsert() {
        assertThat(ReplicaPromises.of(SETTINGS.inserts())).doesNotContainKey("insert_quorum");
        assertThat(ReplicaPromises.of(SETTINGS.withQuorum(new Quorum("auto", false))
                        .withTimeout(Duration.ofSeconds(7))
                        .inserts()))
                .containsEntry("insert_quorum", "auto")
                .containsEntry("insert_quorum_parallel", "0")
                .containsEntry("insert_quorum_timeout", "7000");
    }
}
