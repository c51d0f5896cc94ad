package dev.postrider.relay.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The doctor tries what a relay does, and its remedies give what is missing. */
@PostriderTest
class RightsTest {
    private final PostgresDatabase postgres;
    private final String user;

    RightsTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.user = "relay_" + postgres.name();
    }

    @BeforeEach
    void makeARelaysUser() {
        OutboxFixture.makeOutbox(postgres);
        postgres.execute("CREATE USER " + user + " PASSWORD 'x'", "GRANT postrider_relay TO " + user);
    }

    @AfterEach
    void dropIt() {
        postgres.execute("DROP OWNED BY " + user, "DROP USER " + user);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "USAGE ON SCHEMA postrider",
                "SELECT ON postrider.event_outbox_5",
                "SELECT ON postrider.event_status",
                "TRUNCATE ON postrider.event_outbox_3",
                "INSERT ON postrider.event_outbox",
                "INSERT ON postrider.relay_batch",
                "UPDATE ON postrider.relay_batch",
                "INSERT ON postrider.outbox_life",
                "DELETE ON postrider.dead_letter",
                "UPDATE ON SEQUENCE postrider.relay_lease_until",
                "SELECT ON SEQUENCE postrider.event_outbox_id_seq",
                "EXECUTE ON FUNCTION postrider.block_publishing(text)"
            })
    void aRightThatIsMissingIsNamedWithTheStatementThatGrantsIt(String right) {
        postgres.execute("REVOKE " + right + " FROM postrider_relay");
        try {
            Finding lacking = grants();
            assertThat(lacking.severity()).isEqualTo(Severity.PROBLEM);
            assertThat(lacking.remedy()).contains("GRANT " + right + " TO " + user);
            postgres.execute(String.valueOf(lacking.remedy()).split("; "));
            assertThat(grants())
                    .isEqualTo(
                            Finding.ok("postgres.grants", "the user " + user + " has the rights that a relay needs"));
        } finally {
            postgres.execute("SELECT postrider.grant_roles()");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"event_outbox", "event_outbox_2", "relay_batch"})
    void aPolicyThatMayHideRowsIsNamedWithItsTableAndTheStatementThatMendsIt(String table) {
        postgres.execute(
                "ALTER TABLE postrider." + table + " ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY own_rows ON postrider." + table + " USING (false)");
        Finding hiding = the("postgres.row_security");
        assertThat(hiding.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(hiding.what()).contains(table + " (own_rows)", user);
        assertThat(grants().severity()).isEqualTo(Severity.OK);
        postgres.execute(String.valueOf(hiding.remedy()));
        assertThat(the("postgres.row_security").severity()).isEqualTo(Severity.OK);
    }

    private Finding grants() {
        return the("postgres.grants");
    }

    private Finding the(String id) {
        PostgresDatabase signedIn = postgres.as(user, "x");
        try (HikariDataSource pool = OutboxFixture.pool(signedIn)) {
            return new Doctor(pool, null, DoctorLimits.defaults())
                    .check().findings().stream()
                            .filter(finding -> finding.id().equals(id))
                            .findFirst()
                            .orElseThrow();
        }
    }
}
