package dev.postrider.spring.config;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.springframework.util.unit.DataSize.ofBytes;
import static org.springframework.util.unit.DataSize.ofMegabytes;
import static org.springframework.util.unit.DataSize.ofTerabytes;

import dev.postrider.relay.batch.ShardKey;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.JsonColumn;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.Quorum;
import dev.postrider.relay.sink.server.TableEngine;

/**
 * Every setting, once: its property, its environment variable, its default and its limit. The documentation
 * ({@code .env.example}, {@code docs/configuration.md}) is compared with this list by a test.
 */
// the checker can not see that the records in these fields hold nothing that changes
@SuppressWarnings("ImmutableEnumChecker")
enum Setting {
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
    PROCESS_NAME(
            new Names("postrider.process-name", "POSTRIDER_PROCESS_NAME"),
            "For postrider-server with a file of outboxes: the name of this process among those that share them, and no other's."
                    + " One that starts again under its name gets its share back. Empty: host, process number and something"
                    + " random. See fleet.md.",
            "text",
            "",
            Limit.Form.of("|[A-Za-z0-9._:/-]{1,100}", "up to 100 letters, digits and . _ : / -")),
    ENVIRONMENT(
            new Names("postrider.environment", "ENVIRONMENT"),
            "Name of the deployment; every event carries it.",
            "text",
            "Local",
            Limit.Form.of("\\S(.{0,98}\\S)?", "1 to 100 characters, no blank at either end")),
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
    CH_OUTBOX_BATCH_SIZE(
            new Names("postrider.relay.batch-size", "CH_OUTBOX_BATCH_SIZE"),
            "Events in one batch at most. ClickHouse likes 10,000 to 100,000 rows in an insert.",
            "rows",
            "10000",
            new Limit.Whole(1, 1_000_000)),
    CH_OUTBOX_PROCESSING_FREQUENCY_SEC(
            new Names("postrider.relay.max-wait", "CH_OUTBOX_PROCESSING_FREQUENCY_SEC"),
            "How long the oldest event may wait for a batch to fill. ClickHouse likes about one insert a second; 0 sends"
                    + " whatever is there. The property takes a unit (1s, 500ms), the variable is a bare number of"
                    + " seconds, decimals allowed.",
            "seconds",
            "1",
            new Limit.Seconds(0, 3_600)),
    RELAY_ENABLED(
            new Names("postrider.relay.enabled", "POSTRIDER_RELAY_ENABLED"),
            "Whether a relay runs in this process. Switch it off where a separate one runs; no ClickHouse is needed then.",
            "true or false",
            "true",
            Limit.OneOf.of("true", "false")),
    RELAY_BATCH_BYTES(
            new Names("postrider.relay.batch-bytes", "POSTRIDER_RELAY_BATCH_BYTES"),
            "Bytes in one batch at most; a batch ends at whichever limit comes first.",
            "size with unit",
            "32MB",
            new Limit.Size(ofMegabytes(1), ofMegabytes(256))),
    RELAY_INSERTS_IN_FLIGHT(
            new Names("postrider.relay.inserts-in-flight", "POSTRIDER_RELAY_INSERTS_IN_FLIGHT"),
            "Inserts that may be under way at once. Each holds its batch in memory.",
            "inserts",
            "2",
            new Limit.Whole(1, 16)),
    RELAY_SHARD_KEY(
            new Names("postrider.relay.shard-key", "POSTRIDER_RELAY_SHARD_KEY"),
            "Which field says on which shard of the event log an event belongs: see shards.md. Can't change once there are several.",
            "field",
            "event_id",
            Limit.Form.of(ShardKey.FORM, ShardKey.FORM_IN_WORDS)),
    RELAY_SHARD_LEAD(
            new Names("postrider.relay.shard-lead", "POSTRIDER_RELAY_SHARD_LEAD"),
            "How many batches may wait for a shard of the event log that is behind, while the other shards go on. See shards.md.",
            "batches",
            "1000",
            new Limit.Whole(0, 100_000)),
    RELAY_LEASE_TERM(
            new Names("postrider.relay.lease-term", "POSTRIDER_RELAY_LEASE_TERM"),
            "How long a relay that went silent stays the active one; another takes over after it.",
            "time with unit",
            "2s",
            new Limit.Time(ofMillis(500), ofMinutes(1))),
    RELAY_BACKOFF_FIRST(
            new Names("postrider.relay.backoff-first", "POSTRIDER_RELAY_BACKOFF_FIRST"),
            "First pause after a failed attempt; it doubles, with jitter.",
            "time with unit",
            "100ms",
            new Limit.Time(ofMillis(1), ofMinutes(1))),
    RELAY_BACKOFF_LONGEST(
            new Names("postrider.relay.backoff-longest", "POSTRIDER_RELAY_BACKOFF_LONGEST"),
            "Longest pause between two attempts, and so about how long delivery takes to resume after an outage. Not"
                    + " shorter than the first.",
            "time with unit",
            "30s",
            new Limit.Time(ofMillis(1), ofHours(1))),
    RELAY_STOP_TIMEOUT(
            new Names("postrider.relay.stop-timeout", "POSTRIDER_RELAY_STOP_TIMEOUT"),
            "How long a stop waits for the batch in flight before it is abandoned (the next relay sends it again, once).",
            "time with unit",
            "5s",
            new Limit.Time(ofMillis(100), ofMinutes(1))),
    RELAY_VERIFY_EVERY(
            new Names("postrider.relay.verify-every", "POSTRIDER_RELAY_VERIFY_EVERY"),
            "How often the active relay compares 65,536 event ids with the event log, round and round: see"
                    + " reconciliation.md. 0s: never.",
            "time with unit",
            "10s",
            new Limit.Time(ZERO, ofHours(1))),
    RELAY_OUTBOX(
            new Names("postrider.relay.outbox", "POSTRIDER_RELAY_OUTBOX"),
            "Name of this outbox in the event log's column of that name. Empty: the one that the schema recorded when it"
                    + " was made, the database's name.",
            "text",
            "",
            Limit.Form.of("|\\S(.{0,98}\\S)?", "up to 100 characters, no blank at either end")),
    RETENTION_DELIVERED(
            new Names("postrider.retention.delivered", "POSTRIDER_RETENTION_DELIVERED"),
            "How long delivered events are kept in PostgreSQL for a replay. Less where more than about 90 transactions a"
                    + " second come: see retention.md.",
            "time with unit",
            "1h",
            new Limit.Time(ZERO, ofDays(30))),
    RETENTION_LONGEST(
            new Names("postrider.retention.longest", "POSTRIDER_RETENTION_LONGEST"),
            "How long a delivered event stays at the most, however quiet the database is. Not shorter than the one before.",
            "time with unit",
            "24h",
            new Limit.Time(ZERO, ofDays(365))),
    RETENTION_LEDGER(
            new Names("postrider.retention.ledger", "POSTRIDER_RETENTION_LEDGER"),
            "How long delivered batches, the lease's history and how delivery stood stay in the ledger. Not shorter than the one before.",
            "time with unit",
            "30d",
            new Limit.Time(ZERO, ofDays(3_650))),
    RETENTION_DEAD_LETTERS(
            new Names("postrider.retention.dead-letters", "POSTRIDER_RETENTION_DEAD_LETTERS"),
            "How long dead letters stay after they were requeued or discarded. Open ones are never deleted.",
            "time with unit",
            "90d",
            new Limit.Time(ZERO, ofDays(3_650))),
    BUDGET_AGE_WARNING(
            new Names("postrider.budget.age-warning", "POSTRIDER_BUDGET_AGE_WARNING"),
            "Lag from which on the budget of age is warned about; 0s for no warning.",
            "time with unit",
            "15m",
            new Limit.Time(ZERO, ofDays(365))),
    BUDGET_AGE_LIMIT(
            new Names("postrider.budget.age-limit", "POSTRIDER_BUDGET_AGE_LIMIT"),
            "Lag from which on the budget of age is used up; 0s for no limit.",
            "time with unit",
            "24h",
            new Limit.Time(ZERO, ofDays(365))),
    BUDGET_SIZE_WARNING(
            new Names("postrider.budget.size-warning", "POSTRIDER_BUDGET_SIZE_WARNING"),
            "Disk that the outbox may take before it is warned about; beyond, delivered events are not kept for a replay any"
                    + " more. 0B for no warning.",
            "size with unit",
            "10GB",
            new Limit.Size(ofBytes(0), ofTerabytes(100))),
    BUDGET_SIZE_LIMIT(
            new Names("postrider.budget.size-limit", "POSTRIDER_BUDGET_SIZE_LIMIT"),
            "Disk that the outbox may take before the budget of size is used up; 0B for no limit.",
            "size with unit",
            "100GB",
            new Limit.Size(ofBytes(0), ofTerabytes(100))),
    BUDGET_OVER_LIMIT(
            new Names("postrider.budget.over-limit", "POSTRIDER_BUDGET_OVER_LIMIT"),
            "What happens to publishing while a budget is used up: it goes on (keep), or is refused with an error (block)."
                    + " Undelivered events are never deleted.",
            "word",
            "keep",
            Limit.OneOf.of("keep", "block")),
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
                    OutcomeTable.LINES, "code=refused, =unavailable, =unknown or =too-large, separated by commas")),
    MIGRATE(
            new Names("postrider.migrate", "POSTRIDER_MIGRATE"),
            "Whether the start applies the migrations of the schema postrider. With false the start only checks that they"
                    + " are applied.",
            "true or false",
            "true",
            Limit.OneOf.of("true", "false")),
    MAX_CONTEXT(
            new Names("postrider.max-context", "POSTRIDER_MAX_CONTEXT"),
            "Size of one event's context at most; a larger one is refused at publish.",
            "size with unit",
            "1MB",
            new Limit.Size(ofBytes(2), ofMegabytes(16))),
    HEALTH_MAX_LAG(
            new Names("postrider.health.max-lag", "POSTRIDER_HEALTH_MAX_LAG"),
            "Lag from which on health says DOWN.",
            "time with unit",
            "5m",
            new Limit.Time(ofSeconds(1), ofHours(24))),
    LOG_LEVEL(
            new Names("logging.level.root", "LOG_LEVEL"),
            "Lines below this level are not logged. WARNING means WARN, CRITICAL means ERROR.",
            "word",
            "INFO",
            Limit.OneOf.of("TRACE", "DEBUG", "INFO", "WARN", "WARNING", "ERROR", "CRITICAL", "OFF")),
    LOG_FORMATTER(
            new Names("logging.structured.format.console", "LOG_FORMATTER"),
            "How log lines look: console for people, json for machines (one object a line, with the fields of the log"
                    + " context).",
            "word",
            "console",
            Limit.OneOf.of("console", "json")),
    SENTRY_CONFIG_DSN(
            new Names("sentry.dsn", "SENTRY_CONFIG_DSN"),
            "Where errors and performance transactions are reported. Empty: nowhere.",
            "URL",
            "",
            Limit.Form.of(
                    "https?://[^/@:\\s]+(:[^/@\\s]*)?@[^/@\\s]+/(\\S*/)?\\d+", "https://key@host/project-number")),
    SENTRY_CONFIG_ENVIRONMENT(
            new Names("sentry.environment", "SENTRY_CONFIG_ENVIRONMENT"),
            "Name of the deployment in Sentry. Empty: the value of ENVIRONMENT.",
            "text",
            "",
            Limit.Form.of("[^\\s/]{1,64}", "1 to 64 characters, no blanks and no slash")),
    SENTRY_TRACES_SAMPLE_RATE(
            new Names("sentry.traces-sample-rate", "SENTRY_TRACES_SAMPLE_RATE"),
            "Share of requests and of batches that Sentry gets a performance transaction for.",
            "share",
            "0.1",
            new Limit.Fraction());

    private final Names names;
    private final String meaning;
    private final String unit;
    private final String fallback;
    private final Limit limit;

    Setting(Names names, String meaning, String unit, String fallback, Limit limit) {
        this.names = names;
        this.meaning = meaning;
        this.unit = unit;
        this.fallback = fallback;
        this.limit = limit;
    }

    /** A setting's two names. */
    record Names(String property, String variable) {}

    String property() {
        return names.property();
    }

    /** The environment variable that a person would use; Spring's own relaxed names work besides. */
    String variable() {
        return names.variable();
    }

    String meaning() {
        return meaning;
    }

    /** What the value counts, or how it is written. */
    String unit() {
        return unit;
    }

    /** The value where none is given; empty if there is none. */
    String fallback() {
        return fallback;
    }

    Limit limit() {
        return limit;
    }
}
