package dev.postrider.relay.tools.doctor;

import java.util.Arrays;

/** What a known fault of a server needs besides the version, to touch delivery. */
enum FaultCondition {
    ALWAYS("always", "there is this version"),
    PHYSICAL_STANDBY("physical standby", "the server has a standby"),
    SYNCHRONOUS_STANDBY("synchronous standby", "commits wait for a standby (synchronous_standby_names)"),
    ROLE_SETTING("role setting", "the user has another role set (ALTER ROLE … SET role)"),
    TIMESCALEDB("timescaledb", "the database has the extension timescaledb"),
    REPLICATED_TABLE("replicated table", "the event log is a replicated table"),
    VIEW_INTO_PARTITIONS(
            "view into partitions",
            "a materialized view on the event log writes to a partitioned table with a deduplication window"),
    ASYNC_INSERT("async insert", "the user may not switch async_insert off"),
    FIXED_DEDUPLICATION(
            "fixed deduplication", "the user may not change a setting of deduplication that the relay sends"),
    /** Others who write to the same tables may meet it; what a relay does can't. */
    OTHER_WRITERS("other writers", "others write to the same table");

    private final String word;
    private final String sentence;

    FaultCondition(String word, String sentence) {
        this.word = word;
        this.sentence = sentence;
    }

    /** As the file of known faults has it. */
    String word() {
        return word;
    }

    /** What is so where it holds. */
    String sentence() {
        return sentence;
    }

    static FaultCondition of(String word) {
        return Arrays.stream(values())
                .filter(condition -> condition.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no condition of a known fault"));
    }
}
