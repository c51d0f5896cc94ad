package dev.postrider.relay.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What known faults depend on, and what an upgrade would bring, with real databases and without. */
@PostriderTest
class FaultConditionsTest {
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final ClickHouseSink sink;

    FaultConditionsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.sink = OutboxFixture.sink(clickHouse);
    }

    @AfterEach
    void closeSink() {
        sink.close();
    }

    private static Finding the(String id, String subject, DoctorReport report) {
        return report.findings().stream()
                .filter(finding -> finding.id().equals(id) && finding.toString().contains(subject))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError("no finding " + id + " of '" + subject + "' among " + report.findings()));
    }

    @Test
    void whateverAFaultDependsOnCanBeAskedOfItsServer() throws SQLException, SinkException {
        sink.prepare();
        try (Connection connection = postgres.dataSource().getConnection()) {
            for (KnownFault fault : KnownFault.all()) {
                if (fault.condition() != FaultCondition.ALWAYS && fault.condition() != FaultCondition.OTHER_WRITERS) {
                    FaultChecks.Conditions server = fault.server() == DatabaseServer.POSTGRES
                            ? new PostgresConditions(connection)
                            : new ClickHouseConditions(sink.eventLog().facts());
                    assertThat(server.hold(fault.condition())).as(fault.what()).isFalse();
                }
            }
        }
    }

    @Test
    void whatKnownFaultsOfClickHouseDependOnIsFoundOut() throws SinkException {
        sink.prepare();
        ClickHouseConditions conditions =
                new ClickHouseConditions(sink.eventLog().facts());
        assertThat(conditions.hold(FaultCondition.VIEW_INTO_PARTITIONS)).isFalse();

        clickHouse.execute(
                "CREATE TABLE days (day Date, events UInt64) ENGINE = MergeTree ORDER BY day PARTITION BY day"
                        + " SETTINGS non_replicated_deduplication_window = 100");
        clickHouse.execute("CREATE MATERIALIZED VIEW to_days TO days AS SELECT toDate(event_date_time) AS day,"
                + " count() AS events FROM event_log GROUP BY day");

        assertThat(conditions.hold(FaultCondition.VIEW_INTO_PARTITIONS)).isTrue();
    }

    @Test
    void whatKnownFaultsOfPostgresDependOnIsFoundOut() throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection()) {
            PostgresConditions conditions = new PostgresConditions(connection);
            assertThat(conditions.hold(FaultCondition.ROLE_SETTING)).isFalse();

            postgres.execute("DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET role = %I', current_database(),"
                    + " current_user); END$$");

            assertThat(conditions.hold(FaultCondition.ROLE_SETTING)).isTrue();
        }
    }

    @Test
    void anUpgradeIsJudgedByWhatIsThere() throws SinkException {
        sink.prepare();
        Doctor doctor = new Doctor(postgres.dataSource(), sink.eventLog().facts(), DoctorLimits.defaults());

        DoctorReport older = doctor.checkUpgrade("postgres-14.3");
        assertThat(older.worst()).isEqualTo(Severity.WARNING);
        assertThat(the("postgres.faults", "CONCURRENTLY", older).what()).startsWith("PostgreSQL 14.3 would bring");
        assertThat(doctor.checkUpgrade("postgres-13.2").worst()).isEqualTo(Severity.PROBLEM);
        assertThat(doctor.checkUpgrade("postgres-19.1").worst()).isEqualTo(Severity.OK);
        DoctorReport other = doctor.checkUpgrade("clickhouse-26.6.1");
        assertThat(other.worst()).isEqualTo(Severity.OK);
        assertThat(the("clickhouse.faults", "/111031", other).what()).contains("does not touch delivery");
    }

    @Test
    void anUpgradeIsJudgedWithoutTheServersToo() throws IOException {
        try (ServerSocket nobody = new ServerSocket(0)) {
            String address = "127.0.0.1:" + nobody.getLocalPort();
            nobody.close();
            PGSimpleDataSource gone = new PGSimpleDataSource();
            gone.setUrl("jdbc:postgresql://" + address + "/gone");
            try (ClickHouseSink goneToo =
                    ClickHouseSink.create(ClickHouseSettings.at(URI.create("http://" + address)))) {
                Doctor doctor = new Doctor(gone, goneToo.eventLog().facts(), DoctorLimits.defaults());

                DoctorReport clickHouses = doctor.checkUpgrade("clickhouse-26.6.2.98");
                assertThat(the("clickhouse.faults", "which version runs now", clickHouses)
                                .severity())
                        .isEqualTo(Severity.NOTICE);
                assertThat(the("clickhouse.faults", "/112649", clickHouses).why())
                        .contains("could not be found out");
                assertThat(the("postgres.faults", "CONCURRENTLY", doctor.checkUpgrade("postgres-14.3"))
                                .severity())
                        .isEqualTo(Severity.WARNING);
            }
        }
    }
}
