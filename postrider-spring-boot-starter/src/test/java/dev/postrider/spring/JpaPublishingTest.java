package dev.postrider.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.spring.shop.OrderPlaced;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

/** JPA, JdbcClient and the outbox share one transaction, whose manager is JPA's. */
@PostriderTest
class JpaPublishingTest {

    /** What JPA stores. */
    @Entity(name = "lamp")
    static class Lamp {
        @Id
        String name = "";
    }

    private final AtomicLong committed = new AtomicLong();
    private final LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();

    @BeforeEach
    void migrate(PostgresDatabase postgres) {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("CREATE TABLE lamp (name text PRIMARY KEY)", "CREATE TABLE note (text text)");
    }

    @AfterEach
    void close() {
        factory.destroy();
    }

    @Test
    void whatJpaAndJdbcWroteAndTheEventAreCommittedTogether(PostgresDatabase postgres) {
        inTransaction(postgres, step -> {});

        assertThat(rows(postgres)).isEqualTo("1 lamp, 1 note, 1 event");
        assertThat(committed).hasValue(1);
    }

    @Test
    void andRolledBackTogether(PostgresDatabase postgres) {
        assertThatThrownBy(() -> inTransaction(postgres, step -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(rows(postgres)).isEqualTo("0 lamp, 0 note, 0 event");
        assertThat(committed).hasValue(0);
    }

    private void inTransaction(PostgresDatabase postgres, Consumer<EntityManager> atTheEnd) {
        DataSource dataSource = postgres.dataSource();
        EntityManagerFactory entities = entityManagerFactory(dataSource);
        JpaTransactionManager transactions = new JpaTransactionManager(entities);
        transactions.setDataSource(dataSource);
        transactions.afterPropertiesSet();
        EventPublisher events =
                new EventPublisher(Outbox.create(OutboxSettings.defaults()), dataSource, committed::addAndGet);
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            EntityManager manager =
                    Objects.requireNonNull(EntityManagerFactoryUtils.getTransactionalEntityManager(entities));
            Lamp lamp = new Lamp();
            lamp.name = "reading lamp";
            manager.persist(lamp);
            manager.flush();
            JdbcClient.create(dataSource).sql("INSERT INTO note VALUES ('x')").update();
            events.publish(new OrderPlaced("lamp", 1));
            atTheEnd.accept(manager);
        });
    }

    private EntityManagerFactory entityManagerFactory(DataSource dataSource) {
        factory.setDataSource(dataSource);
        factory.setManagedTypes(PersistenceManagedTypes.of(Lamp.class.getName()));
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "none"));
        factory.afterPropertiesSet();
        return Objects.requireNonNull(factory.getObject());
    }

    private static String rows(PostgresDatabase postgres) {
        return postgres.queryOne("SELECT (SELECT count(*) FROM lamp) || ' lamp, ' || (SELECT count(*) FROM note)"
                + " || ' note, ' || (SELECT count(*) FROM postrider.event_outbox) || ' event'");
    }
}
