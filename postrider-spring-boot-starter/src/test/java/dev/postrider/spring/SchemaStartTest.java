package dev.postrider.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@PostriderTest
@ExtendWith(OutputCaptureExtension.class)
class SchemaStartTest {

    @Test
    void theStartAppliesTheMigrationsAndDoingSoAgainIsHarmless(PostgresDatabase postgres) {
        AtomicInteger steps = new AtomicInteger();
        for (int start = 1; start <= 2; start++) {
            SchemaStart schema = new SchemaStart(postgres.dataSource(), true);
            schema.afterPropertiesSet();
            schema.whenReady(steps::incrementAndGet);
            schema.destroy();
        }

        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox"))
                .isEqualTo("0");
        assertThat(steps).hasValue(2);
    }

    @Test
    void withoutMigrationAMissingSchemaStopsTheStart(PostgresDatabase postgres) {
        SchemaStart schema = new SchemaStart(postgres.dataSource(), false);

        assertThatThrownBy(schema::afterPropertiesSet)
                .isInstanceOf(SchemaStartException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void aUserWhoMayNotMigrateStopsTheStartWithItsReason(PostgresDatabase postgres) {
        String user = "guest_" + postgres.name();
        postgres.execute("CREATE ROLE " + user + " LOGIN PASSWORD 'guest'");
        try {
            PGSimpleDataSource guest = new PGSimpleDataSource();
            guest.setUrl(postgres.jdbcUrl());
            guest.setUser(user);
            guest.setPassword("guest");

            assertThatThrownBy(new SchemaStart(guest, true)::afterPropertiesSet)
                    .isInstanceOf(SchemaStartException.class)
                    .hasMessageContaining("permission denied");
        } finally {
            postgres.execute("DROP ROLE " + user);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAppliedMigrationThatIsAnotherStopsTheStartWithItsVersionAndTheRemedy(
            boolean migrate, PostgresDatabase postgres) {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("UPDATE postrider.schema_history SET checksum = 1 WHERE version = '14'");

        assertThatThrownBy(new SchemaStart(postgres.dataSource(), migrate)::afterPropertiesSet)
                .isInstanceOf(SchemaStartException.class)
                .hasMessageStartingWith(
                        "the schema postrider can't be used: migration 14 in postrider.schema_history differs")
                .hasMessageContaining("use the version that migrated this database")
                .satisfies(failure -> assertThat(new SchemaStartAnalyzer().analyze(failure))
                        .isNotNull()
                        .extracting(FailureAnalysis::getAction)
                        .asString()
                        .contains("Nothing was changed", "docs/upgrading.md"));
    }

    /** As in a rolling upgrade, where this program is one of those that are replaced. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNewerMigrationIsToldAndStartedWith(boolean migrate, PostgresDatabase postgres, CapturedOutput output) {
        OutboxSchema.migrate(postgres.dataSource());
        int newer = OutboxSchema.version() + 1;
        postgres.execute(
                "INSERT INTO postrider.schema_history SELECT 99, '" + newer
                        + "', 'x', type, 'x', 1, installed_by, now(), 0, true FROM postrider.schema_history WHERE version = '1'");

        new SchemaStart(postgres.dataSource(), migrate).afterPropertiesSet();

        assertThat(output)
                .contains("the database has migrations of the schema postrider that this program does not know")
                // as lines for people or as JSON: what another test has left the log at
                .containsPattern("version\"?[=:]\"?" + newer + "\\D")
                .containsPattern("newest_known\"?[=:]\"?" + OutboxSchema.version() + "\\D");
    }

    @Test
    void aDatabaseThatIsDownIsWaitedForAndStepsRunWhenItIsBack(PostgresDatabase postgres) {
        try (FaultProxy proxy = FaultProxy.to(postgres.host(), postgres.port())) {
            proxy.refuse();
            SchemaStart schema = new SchemaStart(postgres.through(proxy).dataSource(), true);
            AtomicInteger steps = new AtomicInteger();

            schema.afterPropertiesSet();
            schema.whenReady(steps::incrementAndGet);
            assertThat(steps).hasValue(0);

            proxy.passThrough();
            await().atMost(Duration.ofSeconds(20)).untilAtomic(steps, org.hamcrest.Matchers.is(1));
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox"))
                    .isEqualTo("0");
            schema.destroy();
        }
    }

    @Test
    void aDatabaseThatIsSlowToConnectToIsWaitedForToo(PostgresDatabase postgres) {
        try (FaultProxy proxy = FaultProxy.to(postgres.host(), postgres.port());
                HikariDataSource pool = new HikariDataSource()) {
            proxy.blackhole();
            pool.setDataSource(postgres.through(proxy).dataSource());
            pool.setConnectionTimeout(500);
            pool.setInitializationFailTimeout(-1);
            SchemaStart schema = new SchemaStart(pool, true);
            AtomicInteger steps = new AtomicInteger();

            schema.afterPropertiesSet();
            schema.whenReady(steps::incrementAndGet);
            assertThat(steps).hasValue(0);

            proxy.passThrough();
            await().atMost(Duration.ofSeconds(20)).untilAtomic(steps, org.hamcrest.Matchers.is(1));
            schema.destroy();
        }
    }
}
