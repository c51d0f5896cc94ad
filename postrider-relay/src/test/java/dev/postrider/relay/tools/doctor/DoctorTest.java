package dev.postrider.relay.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Each thing that the doctor should find, made for real. */
@PostriderTest
class DoctorTest {
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final ClickHouseSink sink;

    DoctorTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.sink = OutboxFixture.sink(clickHouse);
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @AfterEach
    void closeSink() {
        sink.close();
    }

    private DoctorReport examine() {
        return examine(DoctorLimits.defaults());
    }

    private DoctorReport examine(DoctorLimits limits) {
        return new Doctor(postgres.dataSource(), sink.eventLog().facts(), limits).check();
    }

    private static Finding the(String id, DoctorReport report) {
        return report.findings().stream()
                .filter(finding -> finding.id().equals(id))
                .max(Comparator.comparing(Finding::severity))
                .orElseThrow(() -> new AssertionError("no finding " + id + " among " + report.findings()));
    }

    /** The finding that speaks of {@code subject}: the server is shared, so that other tests' sessions may be found too. */
    private static Finding the(String id, String subject, DoctorReport report) {
        return report.findings().stream()
                .filter(finding -> finding.id().equals(id) && finding.toString().contains(subject))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError("no finding " + id + " of '" + subject + "' among " + report.findings()));
    }

    private void makeSeedsTable() {
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), environment String,
                  event_context String, metadata_version Int32 DEFAULT 1) ENGINE = MergeTree ORDER BY (event_type, event_date_time)""");
    }

    @Test
    void aContextOfTheTypeJsonIsNotKeptAsItsText() {
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), event_context Nullable(JSON))
                ENGINE = MergeTree ORDER BY event_type""");

        Finding finding = the("event_log.json", examine());

        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.what()).contains("event_context").contains("Nullable(JSON)");
    }

    @Test
    void aTableInThePlaceOfALeafIsNamed() {
        postgres.execute(
                "ALTER TABLE postrider.event_outbox DETACH PARTITION postrider.event_outbox_3",
                "CREATE TABLE public.mine (LIKE postrider.event_outbox INCLUDING ALL EXCLUDING IDENTITY)",
                "ALTER TABLE postrider.event_outbox ATTACH PARTITION public.mine FOR VALUES IN (3)");

        Finding finding = the("outbox.leaves", examine());

        assertThat(finding.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(finding.what())
                .contains("for the value 3 is public.mine")
                .contains("has to be postrider.event_outbox_3");
    }

    @Test
    void anUnboundedEventJsonIsBoundedByTheStatementThatIsGiven() throws SinkException {
        sink.prepare();
        clickHouse.execute("ALTER TABLE event_log DROP COLUMN event_json");
        clickHouse.execute("ALTER TABLE event_log ADD COLUMN event_json Nullable(JSON)"
                + " MATERIALIZED accurateCastOrNull(event_context, 'JSON')");
        Finding finding = the("event_log.json", examine());
        assertThat(finding.severity()).isEqualTo(Severity.NOTICE);

        clickHouse.execute(Objects.requireNonNull(finding.remedy()));

        assertThat(the("event_log.json", examine()).severity()).isEqualTo(Severity.OK);
    }

    @Test
    void databasesAsTheyShouldBeAreFine() throws SinkException {
        sink.prepare();
        postgres.execute(
                "UPDATE postrider.relay_lease SET owner = 'me', fence = 3, lease_until = clock_timestamp() + interval '1 min'");

        DoctorReport report = examine();

        assertThat(report.atLeast(Severity.WARNING)).isEmpty();
        assertThat(report.findings()).noneMatch(finding -> finding.what().contains("could not be checked"));
        assertThat(the("postgres.version", report).what()).startsWith("PostgreSQL ");
        assertThat(the("clickhouse.version", report).what()).startsWith("ClickHouse 2");
        assertThat(the("event_log.window", report).what()).contains("10000 inserts");
        assertThat(the("clickhouse.disk", report).what()).contains("free");
        assertThat(the("delivery.relay", report).what()).contains("me", "fence 3");
    }

    @Test
    void theSeedsTableLacksAWindowAndColumnsAndTheRemediesMendIt() {
        makeSeedsTable();

        DoctorReport report = examine();

        Finding window = the("event_log.window", report);
        Finding columns = the("event_log.columns", report);
        assertThat(window.severity()).isEqualTo(Severity.WARNING);
        assertThat(columns.severity()).isEqualTo(Severity.WARNING);
        assertThat(columns.what()).contains("event_id, outbox, trace_parent").doesNotContain("environment");
        clickHouse.execute(String.valueOf(window.remedy()));
        clickHouse.execute(String.valueOf(columns.remedy()));
        assertThat(examine().findings())
                .filteredOn(finding -> finding.id().startsWith("event_log."))
                .extracting(Finding::severity)
                .containsOnly(Severity.OK);
    }

    @Test
    void aTableThatCannotBeWrittenIsAProblemWithItsStatement() {
        clickHouse.execute("CREATE TABLE event_log (event_type String, event_date_time DateTime, event_context String)"
                + " ENGINE = MergeTree ORDER BY tuple()");

        Finding columns = the("event_log.columns", examine());

        assertThat(columns.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(columns.what()).contains("event_date_time", "cuts microseconds off");
        assertThat(columns.remedy()).startsWith("ALTER TABLE").contains("DateTime64(6, 'UTC')");
    }

    @Test
    void enginesThatLoseOrMergeEventsAreNamed() {
        for (String engine : List.of("Null", "ReplacingMergeTree ORDER BY event_type", "Memory")) {
            clickHouse.execute("DROP TABLE IF EXISTS event_log");
            clickHouse.execute(
                    "CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), event_context String)"
                            + " ENGINE = " + engine);

            Finding found = the("event_log.engine", examine());

            assertThat(found.what()).endsWith(engine.replaceFirst(" .*", ""));
            assertThat(found.severity()).isEqualTo(engine.equals("Null") ? Severity.PROBLEM : Severity.WARNING);
        }
    }

    @Test
    void aViewWhoseTargetHasNoWindowIsFoundAndMended() throws SinkException {
        sink.prepare();
        clickHouse.execute(
                "CREATE TABLE counts (event_type String, n UInt64) ENGINE = SummingMergeTree ORDER BY event_type");
        clickHouse.execute(
                "CREATE MATERIALIZED VIEW to_counts TO counts AS SELECT event_type, 1::UInt64 AS n FROM event_log");
        clickHouse.execute(
                "CREATE MATERIALIZED VIEW inner_types ENGINE = MergeTree ORDER BY event_type AS SELECT event_type FROM event_log");

        List<Finding> views = examine().findings().stream()
                .filter(finding -> finding.id().equals("event_log.views"))
                .toList();

        assertThat(views).hasSize(2).extracting(Finding::severity).containsOnly(Severity.WARNING);
        assertThat(views.toString()).contains("to_counts", "inner_types");
        views.forEach(view -> clickHouse.execute(String.valueOf(view.remedy())));
        assertThat(the("event_log.views", examine()).what()).contains("(2) have deduplication windows");
    }

    @Test
    void anOldTransactionAndAForgottenPreparedOneAreFoundWithTheirEnd() throws SQLException {
        DoctorLimits atOnce = DoctorLimits.defaults().withOldTransaction(Duration.ZERO);
        try (Connection writer = postgres.connect()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("SELECT postrider.publish('late', '{}', 'Test')");
            String process = "process " + writer.unwrap(PGConnection.class).getBackendPID() + ",";

            Finding found = the("postgres.transactions", process, examine(atOnce));

            assertThat(found.severity()).isEqualTo(Severity.WARNING);
            assertThat(found.what()).contains("idle in transaction");
            assertThat(found.why()).contains("not visible");
            postgres.execute(String.valueOf(found.remedy()));
        }
        assertThat(the("postgres.transactions", examine()).severity()).isEqualTo(Severity.OK);

        String forgotten = "forgotten-" + postgres.name();
        try (Connection writer = postgres.connect()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("SELECT postrider.publish('forgotten', '{}', 'Test')");
            writer.createStatement().execute("PREPARE TRANSACTION '" + forgotten + "'");
        }
        Finding prepared = the("postgres.prepared", forgotten, examine(atOnce));
        postgres.execute(String.valueOf(prepared.remedy()));
        assertThat(the("postgres.prepared", examine()).severity()).isEqualTo(Severity.OK);
    }

    @Test
    void missingRightsAreNamed() {
        String name = "doctor_" + postgres.name();
        postgres.execute("CREATE USER " + name + " PASSWORD 'secret'");
        try (var pool = OutboxFixture.pool(urlWithoutAccount(), name, "secret")) {
            Finding lacking = the("postgres.grants", new Doctor(pool, null, DoctorLimits.defaults()).check());
            assertThat(lacking.severity()).isEqualTo(Severity.PROBLEM);
            assertThat(lacking.what()).contains(name, "USAGE ON SCHEMA postrider");

            postgres.execute(String.valueOf(lacking.remedy()).split(";"));
            assertThat(the("postgres.grants", new Doctor(pool, null, DoctorLimits.defaults()).check())
                            .severity())
                    .isEqualTo(Severity.OK);
        } finally {
            postgres.execute("DROP OWNED BY " + name, "DROP USER " + name);
        }
    }

    @Test
    void settingsThatRiskEventsAreFound() {
        postgres.execute("ALTER DATABASE \"" + postgres.name() + "\" SET synchronous_commit = off");

        Finding found = the("postgres.durability", examine());

        assertThat(found.severity()).isEqualTo(Severity.WARNING);
        assertThat(found.what()).isEqualTo("synchronous_commit is off");
        assertThat(found.remedy()).contains("ALTER SYSTEM SET synchronous_commit = on");
    }

    @Test
    void aSchemaThatIsMissingIsFoundAndTheRestIsLookedAtAllTheSame() {
        postgres.execute("DROP SCHEMA postrider CASCADE");

        DoctorReport report = examine();

        assertThat(the("postgres.schema", report).remedy()).isEqualTo("postrider migrate");
        assertThat(the("delivery.lag", report).what()).contains("could not be checked");
        assertThat(the("postgres.durability", report).severity()).isEqualTo(Severity.OK);
        assertThat(the("event_log.engine", report).what()).endsWith("event_log does not exist");
    }

    @Test
    void aLedgerThatCantBeBelievedIsTold() {
        OutboxFixture.noteDelivery(postgres, Instant.now());
        postgres.execute("UPDATE postrider.outbox_origin SET system_identifier = system_identifier + 1");

        Finding found = the("delivery.lag", examine());

        assertThat(found.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(found.what()).startsWith("how many events wait is not known: ");
        assertThat(found.remedy()).contains("postrider rebase");
    }

    @Test
    void whatWaitsAndWhatWasRefusedIsTold() throws SinkException {
        sink.prepare();
        postgres.execute(
                "SELECT count(postrider.publish('old', '{}', 'Test', timestamptz '2020-01-15' + i * interval '1 month'))"
                        + " FROM generate_series(1, 40) i");
        postgres.execute("""
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason) VALUES (1, '9', 'bad', now(), 'Test', '{}', 1, 1, 'too wide')""");

        postgres.execute("SELECT postrider.pause_delivery('ann', 'ClickHouse is upgraded')");

        DoctorReport report =
                examine(DoctorLimits.defaults().withLag(Duration.ZERO).withFreeDisk(1));

        assertThat(the("delivery.pause", report).what()).endsWith("by ann: ClickHouse is upgraded");
        assertThat(the("delivery.pause", report).severity()).isEqualTo(Severity.WARNING);
        assertThat(the("delivery.relay", report).severity()).isEqualTo(Severity.WARNING);
        assertThat(the("delivery.lag", report).what()).contains("40 events wait");
        assertThat(the("delivery.lag", report).severity()).isEqualTo(Severity.WARNING);
        assertThat(the("delivery.dead_letters", report).what()).isEqualTo("1 dead letter is open");
        assertThat(the("delivery.partitions", report).what()).contains("40 months");
        assertThat(the("delivery.partitions", report).severity()).isEqualTo(Severity.NOTICE);
        assertThat(the("clickhouse.disk", report).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void databasesThatAreDownAreSaidToBe() {
        try (FaultProxy postgresProxy = FaultProxy.to(postgres.host(), postgres.port());
                FaultProxy clickHouseProxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
                ClickHouseSink refused = OutboxFixture.sink(clickHouse.through(clickHouseProxy))) {
            postgresProxy.refuse();
            clickHouseProxy.refuse();

            DoctorReport report = new Doctor(
                            postgres.through(postgresProxy).dataSource(),
                            refused.eventLog().facts(),
                            DoctorLimits.defaults())
                    .check();

            assertThat(report.postgresReachable()).isFalse();
            assertThat(report.clickHouseReachable()).isFalse();
            assertThat(report.findings())
                    .extracting(Finding::id)
                    .containsExactly("postgres.reachable", "clickhouse.reachable");
        }
    }

    @Test
    void aClockThatIsOffIsFoundByItsDifference() {
        Instant now = Instant.now();

        Finding ahead = Clocks.compare("x.clock", "Its", now.plusSeconds(90), now, now, DoctorLimits.defaults());
        Finding slowAnswer =
                Clocks.compare("x.clock", "Its", now.plusSeconds(4), now, now.plusSeconds(8), DoctorLimits.defaults());

        assertThat(ahead.severity()).isEqualTo(Severity.WARNING);
        assertThat(ahead.what()).isEqualTo("Its clock is 90 s ahead of the one here");
        assertThat(slowAnswer.severity()).isEqualTo(Severity.OK);
    }

    private String urlWithoutAccount() {
        return "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + postgres.name();
    }
}
