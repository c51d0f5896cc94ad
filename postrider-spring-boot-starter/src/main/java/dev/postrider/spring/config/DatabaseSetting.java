package dev.postrider.spring.config;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;

import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.JsonColumn;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.Quorum;
import dev.postrider.relay.sink.server.TableEngine;

/** Where the databases are, and how ClickHouse is used. */
// the checker can not see that the records in this field hold nothing that changes
@SuppressWarnings("ImmutableEnumChecker")
enum DatabaseSetting implements Setting {
    DATABASE_URL(
            new Names("spring.datasource.url", "DATABASE_URL"),
            "PostgreSQL: where the outbox is, and the application's own tables. User, password, database name and the"
                    + " values of parameters are percent-encoded; parameters are the driver's, sslmode for one. A"
                    + " jdbc:postgresql: URL will do as well.",
            "URL",
            "",
            Limit.Form.of(".*", "postgres://user:password@host:port/database?parameters or jdbc:postgresql:…")),
    DATABASES_FILE(
            new Names("postrider.databases-file", "POSTRIDER_DATABASES_FILE"),
            "For postrider-server, instead of DATABASE_URL: a file with a line for each outbox to deliver from, its database's"
                    + " URL and, after a blank, the outbox's name if it is not the database's: see fleet.md.",
            "file",
            "",
            Limit.Form.of(".*", "a file with a database's URL in each line")),
    CLICKHOUSE_HOST(
            new Names("postrider.clickhouse.host", "CLICKHOUSE_HOST"),
            "ClickHouse's host, or several that keep the same event log as replicas, with commas between: the first serves as long"
                    + " as it answers, see replicas.md. Several shards have semicolons between, see shards.md. Of an IPv6 address"
                    + " without a port the brackets may be left out.",
            "host name or address",
            "localhost",
            new Limit.Servers()),
    CLICKHOUSE_PORT(
            new Names("postrider.clickhouse.port", "CLICKHOUSE_PORT"),
            "ClickHouse's HTTP port, where the host names none (8443 as a rule where secure is on).",
            "port",
            "8123",
            new Limit.Whole(1, 65_535)),
    CLICKHOUSE_SECURE(
            new Names("postrider.clickhouse.secure", "POSTRIDER_CLICKHOUSE_SECURE"),
            "Speak HTTPS instead of HTTP.",
            "true or false",
            "false",
            Limit.OneOf.of("true", "false")),
    CLICKHOUSE_PATH(
            new Names("postrider.clickhouse.path", "POSTRIDER_CLICKHOUSE_PATH"),
            "Path in front of every request to ClickHouse, for a reverse proxy that serves it there (/clickhouse).",
            "path",
            "",
            Limit.Form.of(ClickHouseSettings.PATH_FORM, ClickHouseSettings.PATH_FORM_IN_WORDS)),
    CLICKHOUSE_USER(
            new Names("postrider.clickhouse.user", "CLICKHOUSE_USER"),
            "ClickHouse's user.",
            "text",
            "default",
            Limit.Form.of(".+", "not empty")),
    CLICKHOUSE_PASSWORD(
            new Names("postrider.clickhouse.password", "CLICKHOUSE_PASSWORD"),
            "That user's password.",
            "text",
            "",
            new Limit.Any()),
    CLICKHOUSE_SCHEMA(
            new Names("postrider.clickhouse.database", "CLICKHOUSE_SCHEMA"),
            "ClickHouse's database that holds the event log. It has to exist.",
            "name",
            "default",
            Limit.Form.of("[A-Za-z_][A-Za-z0-9_]{0,127}", "a letter or _, then up to 127 letters, digits and _")),
    CLICKHOUSE_EVENT_LOG_TABLE_NAME(
            new Names("postrider.clickhouse.table", "CLICKHOUSE_EVENT_LOG_TABLE_NAME"),
            "The event log's table. Created if it is missing, adopted if it is there.",
            "name",
            "event_log",
            Limit.Form.of("[A-Za-z_][A-Za-z0-9_]{0,127}", "a letter or _, then up to 127 letters, digits and _")),
    CLICKHOUSE_ENGINE(
            new Names("postrider.clickhouse.engine", "POSTRIDER_CLICKHOUSE_ENGINE"),
            "The engine of a new event log. For replicas:"
                    + " ReplicatedMergeTree('/clickhouse/tables/{shard}/event_log', '{replica}'). A table that exists is left"
                    + " as it is. See replicas.md.",
            "engine",
            "MergeTree",
            Limit.Form.of(TableEngine.FORM, TableEngine.FORM_IN_WORDS)),
    CLICKHOUSE_INSERT_QUORUM(
            new Names("postrider.clickhouse.insert-quorum", "POSTRIDER_CLICKHOUSE_INSERT_QUORUM"),
            "How many replicas have to have stored an insert before it counts as stored: a number, auto for the"
                    + " majority, or 0 for what the user's profile says. Only where replicas keep the event log.",
            "replicas",
            "0",
            Limit.Form.of(Quorum.FORM, Quorum.FORM_IN_WORDS)),
    CLICKHOUSE_INSERT_QUORUM_PARALLEL(
            new Names("postrider.clickhouse.insert-quorum-parallel", "POSTRIDER_CLICKHOUSE_INSERT_QUORUM_PARALLEL"),
            "Whether inserts with a quorum may overtake one another. With false, one that did not reach its quorum holds"
                    + " up all others.",
            "true or false",
            "true",
            Limit.OneOf.of("true", "false")),
    CLICKHOUSE_EVENT_JSON(
            new Names("postrider.clickhouse.event-json", "POSTRIDER_CLICKHOUSE_EVENT_JSON"),
            "How a new event log gets its column event_json: computed at insert (materialized), at read (alias), or not"
                    + " at all (none). A table that exists is left as it is.",
            "word",
            "materialized",
            Limit.OneOf.of("materialized", "alias", "none")),
    CLICKHOUSE_JSON_MAX_DYNAMIC_PATHS(
            new Names("postrider.clickhouse.json-max-dynamic-paths", "POSTRIDER_CLICKHOUSE_JSON_MAX_DYNAMIC_PATHS"),
            "How many paths of a new event log's event_json have a column of their own in each part: more are faster to"
                    + " query and make more files. See event-log.md.",
            "paths",
            "64",
            new Limit.Whole(0, JsonColumn.MAX_DYNAMIC_PATHS)),
    CLICKHOUSE_MAX_PARTITIONS_PER_INSERT(
            new Names(
                    "postrider.clickhouse.max-partitions-per-insert", "POSTRIDER_CLICKHOUSE_MAX_PARTITIONS_PER_INSERT"),
            "How many partitions one insert may reach where the event log is partitioned by month or day: a batch that"
                    + " reaches more is sent in parts. ClickHouse makes a part on disk for each.",
            "partitions",
            "1000",
            new Limit.Whole(1, ClickHouseSettings.MAX_PARTITIONS)),
    CLICKHOUSE_TIMEOUT(
            new Names("postrider.clickhouse.timeout", "POSTRIDER_CLICKHOUSE_TIMEOUT"),
            "How long an insert may take before its outcome counts as unknown; while ClickHouse is at work on it, it is waited for.",
            "time with unit",
            "30s",
            new Limit.Time(ofSeconds(1), ofHours(1))),
    CLICKHOUSE_OUTCOMES(
            new Names("postrider.clickhouse.outcomes", "POSTRIDER_CLICKHOUSE_OUTCOMES"),
            "What errors say about a send, added to the table in docs/outcomes.md or changed in it. For example"
                    + " 241=unavailable,http-503=unavailable.",
            "text",
            "",
            Limit.Form.of(
                    OutcomeTable.LINES, "code=refused, =unavailable, =unknown or =too-large, separated by commas"));

    private final Entry entry;

    DatabaseSetting(Names names, String meaning, String unit, String fallback, Limit limit) {
        this.entry = new Entry(names, meaning, unit, fallback, limit);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
