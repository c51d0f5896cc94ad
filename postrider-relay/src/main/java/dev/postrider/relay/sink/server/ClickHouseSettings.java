package dev.postrider.relay.sink.server;

import dev.postrider.relay.batch.Shards;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the event log is. Immutable; start from {@link #at(URI)} and change single values.
 *
 * @param endpoint {@code http://host:8123} or {@code https://host:8443}, without user or query; where a reverse proxy wants a path
 *     in front of every request, with that
 * @param others further servers that keep the same event log as replicas, in the order in which they are used when the first is
 *     gone; as {@code endpoint}, and with its scheme
 * @param furtherShards the servers of each shard after the first, whose servers are {@code endpoint} and {@code others}; none if one
 *     event log holds everything
 * @param login who signs in
 * @param name the event log's database, which must exist, and table, which is made if it is missing
 * @param newTable what a table that the relay creates is like
 * @param inserts how events are sent
 * @param outcomes what errors say about a send
 */
public record ClickHouseSettings(
        URI endpoint,
        List<URI> others,
        List<List<URI>> furtherShards,
        Login login,
        TableName name,
        NewTable newTable,
        Inserts inserts,
        OutcomeTable outcomes) {
    /** The highest number of partitions that one insert may reach. */
    public static final int MAX_PARTITIONS = 10_000;

    /** The form of a path in front of every request, as a regular expression; empty for none. */
    public static final String PATH_FORM = "(/(?!\\.\\.?(/|$))[A-Za-z0-9._~-]{1,100}){0,10}";

    /** The same, for people. */
    public static final String PATH_FORM_IN_WORDS =
            "empty, or up to 10 times a / and a name of letters, digits, - _ . and ~ that is neither . nor ..";

    private static final Pattern PATH = Pattern.compile(PATH_FORM);

    /** Java's own idea of a host has no underscore; those of containers do. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[^\\]@]+])(?::\\d{1,5})?");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** A user and the password, which {@link #toString} hides. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[user=" + user + ", password=***]";
        }
    }

    /** A table and its database (default {@code default.event_log}). */
    public record TableName(String database, String table) {
        /** Refuses names that would need quotes. */
        public TableName {
            requireName("clickhouse database", database);
            requireName("clickhouse table", table);
        }
    }

    /** What a table that the relay creates is like: its engine, and its column {@code event_json}. */
    public record NewTable(TableEngine engine, JsonColumn json) {}

    /**
     * How events are sent.
     *
     * @param timeout how long a send may take before its outcome counts as unknown, 1 s–1 h (default 30 s); while the server
     *     says that it is at work on it, it is waited for
     * @param maxPartitions how many partitions one insert may reach in a table that is partitioned by month or by day, 1–10,000
     *     (default 1000); a batch that reaches more is sent in parts
     * @param quorum how many replicas have to have stored an insert
     */
    public record Inserts(Duration timeout, int maxPartitions, Quorum quorum) {
        /** Refuses values out of range, with the name, the value and the limit. */
        public Inserts {
            if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(
                        "clickhouse timeout is " + timeout.toMillis() + " ms, must be between 1000 and 3600000 ms");
            }
            if (maxPartitions < 1 || maxPartitions > MAX_PARTITIONS) {
                throw new IllegalArgumentException("clickhouse max-partitions-per-insert is " + maxPartitions
                        + ", must be between 1 and " + MAX_PARTITIONS + " partitions");
            }
        }
    }

    /** Refuses an endpoint that says more or less than where. */
    public ClickHouseSettings {
        others = List.copyOf(others);
        furtherShards = furtherShards.stream().map(List::copyOf).toList();
        if (furtherShards.size() >= Shards.MOST) {
            throw new IllegalArgumentException("clickhouse endpoints are those of " + (furtherShards.size() + 1)
                    + " shards, must be 1 to " + Shards.MOST);
        }
        List<URI> all = new ArrayList<>(List.of(endpoint));
        all.addAll(others);
        for (List<URI> shard : furtherShards) {
            if (shard.isEmpty()) {
                throw new IllegalArgumentException(
                        "a clickhouse shard has no endpoint; name one at least, or leave the shard out");
            }
            all.addAll(shard);
        }
        requireEndpoints(all);
    }

    private static void requireEndpoints(List<URI> all) {
        all.forEach(ClickHouseSettings::requireEndpoint);
        Set<URI> seen = new HashSet<>();
        for (URI one : all) {
            if (!seen.add(one)) {
                throw new IllegalArgumentException(
                        "clickhouse endpoints are " + all + ", must be different ones: " + one + " is named twice");
            }
            if (!one.getScheme().equals(all.get(0).getScheme())) {
                throw new IllegalArgumentException(
                        "clickhouse endpoints are " + all + ", must all be http://host:port or all https://host:port");
            }
        }
    }

    private static void requireEndpoint(URI endpoint) {
        if (!("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))
                || !HOST_AND_PORT
                        .matcher(String.valueOf(endpoint.getRawAuthority()))
                        .matches()
                || endpoint.getRawQuery() != null
                || endpoint.getRawFragment() != null
                || !PATH.matcher(String.valueOf(endpoint.getRawPath())).matches()) {
            throw new IllegalArgumentException("clickhouse endpoint is '" + endpoint.getScheme() + "://"
                    + (endpoint.getHost() == null ? "" : endpoint.getHost())
                    + "…', must be http://host:port or https://host:port, user and password apart, and a path "
                    + PATH_FORM_IN_WORDS);
        }
    }

    /** The event log of a server with default names, the user {@code default} and no password. */
    public static ClickHouseSettings at(URI endpoint) {
        return new ClickHouseSettings(
                endpoint,
                List.of(),
                List.of(),
                new Login("default", ""),
                new TableName("default", "event_log"),
                new NewTable(TableEngine.byDefault(), JsonColumn.byDefault()),
                new Inserts(Duration.ofSeconds(30), 1_000, Quorum.byDefault()),
                OutcomeTable.standard());
    }

    /** The server's name or address, an IPv6 one in brackets. */
    String host() {
        return endpoint.getRawAuthority().replaceFirst(":\\d+$", "");
    }

    /** The database that holds the event log. */
    public String database() {
        return name.database();
    }

    /** The event log's table. */
    public String table() {
        return name.table();
    }

    /** The column {@code event_json} of a table that the relay creates. */
    public JsonColumn json() {
        return newTable.json();
    }

    /** How long a send may take before its outcome counts as unknown. */
    public Duration timeout() {
        return inserts.timeout();
    }

    /** How many partitions one insert may reach. */
    public int maxPartitions() {
        return inserts.maxPartitions();
    }

    /** With further servers that keep the same event log as replicas. */
    public ClickHouseSettings withOthers(List<URI> replicas) {
        return new ClickHouseSettings(endpoint, replicas, furtherShards, login, name, newTable, inserts, outcomes);
    }

    /**
     * With further shards, each of which holds a part of the events.
     *
     * @param shards the servers of each: replicas, the first of which serves as long as it answers
     */
    public ClickHouseSettings withFurtherShards(List<List<URI>> shards) {
        return new ClickHouseSettings(endpoint, others, shards, login, name, newTable, inserts, outcomes);
    }

    /** For each shard by itself, in their order. */
    public List<ClickHouseSettings> eachShard() {
        return Stream.concat(Stream.of(servers()), furtherShards.stream())
                .map(this::withServers)
                .toList();
    }

    /** For each server of the first shard by itself, in order. */
    public List<ClickHouseSettings> each() {
        return servers().stream().map(one -> withServers(List.of(one))).toList();
    }

    private List<URI> servers() {
        return Stream.concat(Stream.of(endpoint), others.stream()).toList();
    }

    private ClickHouseSettings withServers(List<URI> servers) {
        return new ClickHouseSettings(
                servers.get(0),
                servers.subList(1, servers.size()),
                List.of(),
                login,
                name,
                newTable,
                inserts,
                outcomes);
    }

    /**
     * With another of the first shard's servers in the first place.
     *
     * @param place where it is among all of them, from 0
     */
    public ClickHouseSettings startingWith(int place) {
        List<URI> all = new ArrayList<>(servers());
        all.add(0, all.remove(place));
        return new ClickHouseSettings(
                all.get(0), all.subList(1, all.size()), furtherShards, login, name, newTable, inserts, outcomes);
    }

    /** With the servers of these shards, in their order. */
    public ClickHouseSettings withServersOf(List<ClickHouseSettings> shards) {
        return shards.get(0)
                .withFurtherShards(
                        shards.stream().skip(1).map(ClickHouseSettings::servers).toList());
    }

    /** With another user. */
    public ClickHouseSettings withLogin(String user, String password) {
        return new ClickHouseSettings(
                endpoint, others, furtherShards, new Login(user, password), name, newTable, inserts, outcomes);
    }

    /** With another database. */
    public ClickHouseSettings withDatabase(String database) {
        return new ClickHouseSettings(
                endpoint, others, furtherShards, login, new TableName(database, table()), newTable, inserts, outcomes);
    }

    /** With another table. */
    public ClickHouseSettings withTable(String table) {
        return new ClickHouseSettings(
                endpoint, others, furtherShards, login, new TableName(database(), table), newTable, inserts, outcomes);
    }

    /** With another engine of a table that the relay creates. */
    public ClickHouseSettings withEngine(TableEngine engine) {
        return withNewTable(new NewTable(engine, json()));
    }

    /** With another way to make {@code event_json}. */
    public ClickHouseSettings withEventJson(EventJson way) {
        return withNewTable(new NewTable(newTable.engine(), new JsonColumn(way, json().maxDynamicPaths())));
    }

    /** With another number of paths that have a column of their own in {@code event_json}. */
    public ClickHouseSettings withJsonMaxDynamicPaths(int paths) {
        return withNewTable(new NewTable(newTable.engine(), new JsonColumn(json().way(), paths)));
    }

    /** With another longest time for a send. */
    public ClickHouseSettings withTimeout(Duration longest) {
        return withInserts(new Inserts(longest, inserts.maxPartitions(), inserts.quorum()));
    }

    /** With another number of partitions that one insert may reach. */
    public ClickHouseSettings withMaxPartitions(int partitions) {
        return withInserts(new Inserts(inserts.timeout(), partitions, inserts.quorum()));
    }

    /** With another number of replicas that have to have stored an insert. */
    public ClickHouseSettings withQuorum(Quorum quorum) {
        return withInserts(new Inserts(inserts.timeout(), inserts.maxPartitions(), quorum));
    }

    /** With other outcomes of errors. */
    public ClickHouseSettings withOutcomes(OutcomeTable table) {
        return new ClickHouseSettings(endpoint, others, furtherShards, login, name, newTable, inserts, table);
    }

    private ClickHouseSettings withNewTable(NewTable table) {
        return new ClickHouseSettings(endpoint, others, furtherShards, login, name, table, inserts, outcomes);
    }

    private ClickHouseSettings withInserts(Inserts changed) {
        return new ClickHouseSettings(endpoint, others, furtherShards, login, name, newTable, changed, outcomes);
    }

    private static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " is '" + name + "', must be letters, digits and underscores, not beginning with a digit");
        }
    }
}
