package dev.postrider.server.fleet;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.spring.config.OutboxDatabase;
import dev.postrider.spring.config.ProcessSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Makes the connections of each outbox, all by the same properties, those of a single one's. */
final class Pools {

    /**
     * What is different for many. A relay borrows a connection for one short transaction at a time in each of its threads; with
     * fewer than it could use at once they wait for each other, and with two the lease would wait for a long read and what comes
     * after it. The console borrows {@value #OF_CONSOLE} more while somebody looks.
     */
    static final Map<String, Object> DEFAULTS = Map.of(
            "spring.datasource.hikari.maximum-pool-size", "6",
            "spring.datasource.hikari.minimum-idle", "0",
            "spring.datasource.hikari.idle-timeout", "10000");

    /** Connections of an outbox that the console borrows at once at most. */
    static final int OF_CONSOLE = 2;

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private final Environment environment;
    private final ScheduledExecutorService housekeeper;

    /** @param housekeeper looks after all pools */
    Pools(Environment environment, ScheduledExecutorService housekeeper) {
        this.environment = environment;
        this.housekeeper = housekeeper;
    }

    /** A pool, with no connection yet; whoever asked for it closes it. */
    HikariDataSource pool(OutboxDatabase outbox) {
        HikariConfig config = new HikariConfig();
        Binder.get(environment).bind("spring.datasource.hikari", Bindable.ofInstance(config));
        config.setPoolName(outbox.outbox());
        config.setScheduledExecutor(housekeeper);
        config.setJdbcUrl(outbox.database().url());
        config.setUsername(outbox.database().user());
        config.setPassword(outbox.database().password());
        return new HikariDataSource(config);
    }

    /** Without a pool: a server that is down is told at once, and nothing is kept of a connection that is needed once. */
    static DataSource direct(ProcessSettings.Database database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setConnectTimeout(Math.toIntExact(CONNECT_WITHIN.toSeconds()));
        source.setLoginTimeout(Math.toIntExact(CONNECT_WITHIN.toSeconds()));
        source.setSocketTimeout(Math.toIntExact(LONGEST_SILENCE.toSeconds()));
        source.setURL(database.url());
        if (database.user() != null) {
            source.setUser(database.user());
        }
        if (database.password() != null) {
            source.setPassword(database.password());
        }
        return source;
    }
}
