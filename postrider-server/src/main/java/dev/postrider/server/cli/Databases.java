package dev.postrider.server.cli;

import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.config.ProcessSettings;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The two databases that the environment names. Connects when they are used. One thread; whoever opened it closes it. */
final class Databases implements AutoCloseable {

    private static final int CONNECT_SECONDS = 5;

    private final ProcessSettings settings;
    private @Nullable ClickHouseSink sink;

    private Databases(ProcessSettings settings) {
        this.settings = settings;
    }

    static Databases of(Map<String, String> environment) {
        return new Databases(ProcessSettings.read(environment));
    }

    /** Every setting that the service has, too. */
    PostriderProperties settings() {
        return settings.properties();
    }

    /** PostgreSQL: each connection is a new one, and waits for an answer as long as it takes. */
    DataSource postgres() {
        return postgres(Duration.ZERO);
    }

    /** PostgreSQL with a limit to its silence. */
    DataSource postgres(Duration longestSilence) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(Math.toIntExact(longestSilence.toSeconds()));
        source.setApplicationName("postrider command");
        source.setURL(settings.database().url());
        if (settings.database().user() != null) {
            source.setUser(settings.database().user());
        }
        if (settings.database().password() != null) {
            source.setPassword(settings.database().password());
        }
        return source;
    }

    /** ClickHouse. */
    ClickHouseSink clickHouse() {
        if (sink == null) {
            sink = ClickHouseSink.create(settings.properties().clickhouse().settings());
        }
        return sink;
    }

    @Override
    public void close() {
        if (sink != null) {
            sink.close();
        }
    }
}
