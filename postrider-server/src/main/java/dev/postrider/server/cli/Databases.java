package dev.postrider.server.cli;

import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.SeenServer;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.tools.servers.NamedServers;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.config.ProcessSettings;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The two databases that the environment names. Connects when they are used, and breaks a question off when the database it was
 * asked does not answer pings either. One thread; whoever opened it closes it.
 */
final class Databases implements AutoCloseable {

    private static final int CONNECT_SECONDS = 3;

    private final ProcessSettings settings;
    private final Consumer<String> notices;
    private final SilenceWatch watch = new SilenceWatch();
    private final List<QueryableSink> sinks = new ArrayList<>();
    private @Nullable WatchedPostgres postgres;

    private Databases(ProcessSettings settings, Consumer<String> notices) {
        this.settings = settings;
        this.notices = notices;
    }

    /** @param notices takes what a person should know besides the result */
    static Databases of(Map<String, String> environment, Consumer<String> notices) {
        return new Databases(ProcessSettings.read(environment), notices);
    }

    /** The same for a command that can do without PostgreSQL, which may not be named. */
    static Databases ofClickHouse(Map<String, String> environment, Consumer<String> notices) {
        return new Databases(ProcessSettings.readWithoutDatabase(environment), notices);
    }

    /** Every setting that the service has, too. */
    PostriderProperties settings() {
        return settings.properties();
    }

    /** PostgreSQL: each connection is a new one. */
    DataSource postgres() {
        WatchedPostgres known = postgres;
        return known == null ? connectPostgres() : known;
    }

    private DataSource connectPostgres() {
        WatchedPostgres source = new WatchedPostgres();
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        source.setApplicationName("postrider command");
        ProcessSettings.Database database = settings.requireDatabase();
        source.setURL(database.url());
        if (database.user() != null) {
            source.setUser(database.user());
        }
        if (database.password() != null) {
            source.setPassword(database.password());
        }
        watch.add("PostgreSQL", source::answers, source::breakOff);
        postgres = source;
        return source;
    }

    /** The servers of ClickHouse that have replicas, as they look from here; empty if there are none. */
    List<SeenServer> clickHouseServers() {
        List<ClickHouseSettings> shards =
                settings.properties().clickhouse().settings().eachShard();
        List<SeenServer> seen = new ArrayList<>();
        for (int shard = 0; shard < shards.size(); shard++) {
            if (!shards.get(shard).others().isEmpty()) {
                seen.addAll(
                        NamedServers.look(postgres(), shards.get(shard), shard).seen());
            }
        }
        return seen;
    }

    /** ClickHouse, as the settings have it. */
    QueryableSink clickHouse() {
        return clickHouse(settings.properties().clickhouse().settings());
    }

    /**
     * ClickHouse with other settings; closed with this. Of several servers the first one is asked, or a proven replica of it where the
     * first can't be asked, which is told.
     */
    QueryableSink clickHouse(ClickHouseSettings with) {
        return open(with, servers -> {});
    }

    /**
     * As {@link #clickHouse(ClickHouseSettings)}, for a command that sends events.
     *
     * @throws CommandFailedException if one of several servers can't be asked whether it is still at work on events sent earlier
     */
    QueryableSink clickHouseToSendTo(ClickHouseSettings with) {
        return open(with, Databases::requireAllWell);
    }

    private static void requireAllWell(NamedServers servers) {
        for (SeenServer server : servers.seen()) {
            if (!server.isWell()) {
                SocketTimeoutException silence = new SocketTimeoutException(server.endpoint());
                throw new CommandFailedException(
                        server.words()
                                + "; it may still be at work on events that were sent again earlier, which would be stored twice."
                                + " Bring it back, or, if it is gone for good, leave it out of CLICKHOUSE_HOST",
                        silence);
            }
        }
    }

    private QueryableSink open(ClickHouseSettings with, Consumer<NamedServers> check) {
        List<ClickHouseSettings> chosen = new ArrayList<>();
        for (ClickHouseSettings shard : with.eachShard()) {
            // which replicas are proven, the ledger says
            if (!shard.others().isEmpty() && settings.database() != null) {
                NamedServers servers = NamedServers.look(postgres(), shard, chosen.size());
                check.accept(servers);
                shard = asked(servers);
            }
            chosen.add(shard);
        }
        return open(with.withServersOf(chosen));
    }

    private ClickHouseSettings asked(NamedServers servers) {
        SeenServer chosen = servers.chosen();
        SeenServer first = servers.seen().get(0);
        if (!chosen.equals(first)) {
            notices.accept(first.words() + "; asking " + chosen.endpoint() + ", a proven replica");
        } else if (!first.isWell()) {
            notices.accept(servers.seen().stream()
                    .skip(1)
                    .map(SeenServer::words)
                    .collect(Collectors.joining("; ", "no other server is asked in the first one's place: ", "")));
        }
        return servers.settings();
    }

    private QueryableSink open(ClickHouseSettings with) {
        QueryableSink sink = Sinks.create(with);
        sinks.add(sink);
        List<ClickHouseSettings> shards = with.eachShard();
        for (int i = 0; i < shards.size(); i++) {
            URI endpoint = shards.get(i).endpoint();
            watch.add(
                    "ClickHouse at " + endpoint,
                    new ClickHousePing(endpoint)::isAnswered,
                    sink.each().get(i)::breakOff);
        }
        return sink;
    }

    /** The database that does not answer any more; null if both do, as far as is known. */
    @Nullable
    String silent() {
        return watch.silent();
    }

    @Override
    public void close() {
        watch.close();
        sinks.forEach(QueryableSink::close);
    }
}
