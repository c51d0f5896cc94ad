package dev.postrider.relay;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What a test of delivery begins with: an outbox, an empty ClickHouse, and a listener that remembers. */
abstract class DeliveryFixture {
    final PostgresDatabase postgres;
    final ClickHouseDatabase clickHouse;
    final HikariDataSource pool;
    final RecordingListener heard = new RecordingListener();

    DeliveryFixture(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.pool = OutboxFixture.pool(postgres);
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @AfterEach
    void closePool() {
        pool.close();
    }
}
