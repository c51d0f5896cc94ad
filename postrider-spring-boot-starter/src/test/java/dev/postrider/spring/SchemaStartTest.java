package dev.postrider.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@PostriderTest
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
}
