package dev.postrider.benchmarks.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.test.PostgresDatabase;

/** Connection pools as the peers' documentation recommends them. */
final class Pools {
    private Pools() {}

    static HikariDataSource of(PostgresDatabase database, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }
}
