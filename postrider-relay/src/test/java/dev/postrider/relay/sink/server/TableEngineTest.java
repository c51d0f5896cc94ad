package dev.postrider.relay.sink.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableEngineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReplicatedMergeTree",
                "SharedMergeTree",
                "ReplicatedMergeTree('/clickhouse/tables/{shard}/event_log', '{replica}')",
                "ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}','{replica}')"
            })
    void replicasRememberTokensForAWeek(String engine) {
        assertThat(new TableEngine(engine).deduplication())
                .contains("replicated_deduplication_window_seconds = 604800");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mergetree",
                "MergeTree()",
                "MergeTree('/a', 'b')",
                "Log",
                "ReplacingMergeTree",
                "ReplicatedReplacingMergeTree",
                "ReplicatedMergeTree()",
                "ReplicatedMergeTree('a', 'b')",
                "ReplicatedMergeTree('/a')",
                "ReplicatedMergeTree('/a', 'b') ORDER BY tuple() --",
                "ReplicatedMergeTree('/a\\'', 'b')"
            })
    void whatDoesNotKeepEachRowOnceIsRefused(String engine) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TableEngine(engine))
                .withMessageStartingWith("clickhouse engine is '" + engine + "', must be MergeTree");
    }
}
