package dev.postrider.relay.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.ShardFixture;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.TestShards;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import org.junit.jupiter.api.Test;

/** What the doctor finds where the event log is in two shards. */
@PostriderTest
class ShardDoctorTest extends ShardFixture {
    ShardDoctorTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private DoctorReport check(QueryableSink sink) {
        return Doctor.of(postgres.dataSource(), sink.eventLog(), DoctorLimits.defaults())
                .check();
    }

    @Test
    void looksAtEachShardAndNamesIt() {
        deliverToShards(5);
        second.execute("ALTER TABLE event_log MODIFY SETTING non_replicated_deduplication_window = 0");

        DoctorReport report = check(shards);

        assertThat(report.findings())
                .filteredOn(finding -> finding.id().equals("event_log.window"))
                .satisfiesExactly(
                        fine -> {
                            assertThat(fine.severity()).isEqualTo(Severity.OK);
                            assertThat(fine.what()).startsWith(where(clickHouse) + ": ");
                        },
                        wrong -> {
                            assertThat(wrong.severity()).isEqualTo(Severity.WARNING);
                            assertThat(wrong.what()).startsWith(where(second) + ": ");
                        });
        assertThat(report.findings())
                .filteredOn(finding -> finding.id().equals("postgres.version"))
                .hasSize(1);
    }

    @Test
    void aShardThatCannotBeAskedDoesNotKeepFromTheOthers() {
        deliverToShards(5);
        try (FaultProxy proxy = FaultProxy.to(second.host(), second.port());
                QueryableSink half = TestShards.of(clickHouse, second.through(proxy))) {
            proxy.refuse();

            DoctorReport report = check(half);

            assertThat(report.clickHouseReachable()).isFalse();
            assertThat(report.findings())
                    .filteredOn(finding -> finding.id().equals("clickhouse.reachable"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.what()).contains(":" + proxy.port()));
            assertThat(report.findings())
                    .filteredOn(finding -> finding.id().equals("event_log.window"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.what()).startsWith(where(clickHouse)));
        }
    }

    @Test
    void whatAnUpgradeBringsIsAskedOfEachShard() {
        deliverToShards(5);

        assertThat(Doctor.of(postgres.dataSource(), shards.eventLog(), DoctorLimits.defaults())
                        .checkUpgrade("clickhouse-26.8")
                        .findings())
                .filteredOn(finding -> finding.id().equals("clickhouse.faults"))
                .anySatisfy(finding -> assertThat(finding.what()).startsWith(where(clickHouse)))
                .anySatisfy(finding -> assertThat(finding.what()).startsWith(where(second)));
    }
}
