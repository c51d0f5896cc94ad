package dev.postrider.spring.config;

import dev.postrider.outbox.OutboxSettings;
import dev.postrider.relay.batch.ShardKey;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.budget.OverLimit;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.Quorum;
import dev.postrider.relay.sink.server.TableEngine;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties below {@code postrider}. Values out of range are refused when the record is made, all of a group at once.
 *
 * @param environment name of the deployment, carried by every event: 1 to 100 characters
 * @param migrate whether the start applies the migrations; false only checks that they are applied
 * @param maxContext size of one event's context at most
 * @param processName name of this process among those that share outboxes; empty for one that is made up
 */
@ConfigurationProperties("postrider")
public record PostriderProperties(
        @DefaultValue("Local") String environment,
        @DefaultValue("true") boolean migrate,
        @DefaultValue("1MB") DataSize maxContext,
        @DefaultValue("") String processName,
        @DefaultValue RelayProperties relay,
        @DefaultValue RetentionProperties retention,
        @DefaultValue BudgetProperties budget,
        @DefaultValue ClickHouseProperties clickhouse,
        @DefaultValue HealthProperties health,
        @DefaultValue ConsoleProperties console,
        @DefaultValue LogProperties log) {

    /** Refuses what is out of range. */
    public PostriderProperties {
        new Checks()
                .form(ApplicationSetting.ENVIRONMENT, environment)
                .size(ApplicationSetting.MAX_CONTEXT, maxContext)
                .form(ApplicationSetting.PROCESS_NAME, processName)
                .refuseProblems();
    }

    /** As the outbox takes them. */
    public OutboxSettings outboxSettings() {
        return OutboxSettings.defaults()
                .withEnvironment(environment)
                .withMaxContextBytes(Math.toIntExact(maxContext.toBytes()));
    }

    /** As the relay takes them. */
    public RelaySettings relaySettings() {
        return relay.settings().withRetention(retention.settings()).withBudgets(budget.settings());
    }

    /**
     * The properties below {@code postrider.relay}.
     *
     * @param enabled whether a relay runs in this process
     * @param batchSize events in one batch at most
     * @param batchBytes bytes in one batch at most
     * @param maxWait how long the oldest event may wait for a batch to fill
     * @param insertsInFlight inserts that may be under way at once
     * @param shardKey field that says on which shard an event belongs
     * @param shardLead batches that may wait for a shard that is behind
     * @param leaseTerm how long a relay that went silent stays the active one
     * @param backoffFirst first pause after a failed attempt
     * @param backoffLongest longest pause between two attempts
     * @param stopTimeout how long a stop waits for the batches in flight
     * @param verifyEvery how often a window of event ids is compared with the event log
     * @param outbox name of this outbox in the event log; empty takes the stored one
     */
    public record RelayProperties(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("10000") int batchSize,
            @DefaultValue("32MB") DataSize batchBytes,
            @DefaultValue("1s") Duration maxWait,
            @DefaultValue("2") int insertsInFlight,
            @DefaultValue("event_id") String shardKey,
            @DefaultValue("1000") int shardLead,
            @DefaultValue("2s") Duration leaseTerm,
            @DefaultValue("100ms") Duration backoffFirst,
            @DefaultValue("30s") Duration backoffLongest,
            @DefaultValue("5s") Duration stopTimeout,
            @DefaultValue("10s") Duration verifyEvery,
            @DefaultValue("") String outbox) {

        /** Refuses what is out of range. */
        public RelayProperties {
            new Checks()
                    .whole(RelaySetting.CH_OUTBOX_BATCH_SIZE, batchSize)
                    .size(RelaySetting.RELAY_BATCH_BYTES, batchBytes)
                    .seconds(RelaySetting.CH_OUTBOX_PROCESSING_FREQUENCY_SEC, maxWait)
                    .whole(RelaySetting.RELAY_INSERTS_IN_FLIGHT, insertsInFlight)
                    .form(RelaySetting.RELAY_SHARD_KEY, shardKey)
                    .whole(RelaySetting.RELAY_SHARD_LEAD, shardLead)
                    .time(RelaySetting.RELAY_LEASE_TERM, leaseTerm)
                    .time(RelaySetting.RELAY_BACKOFF_FIRST, backoffFirst)
                    .time(RelaySetting.RELAY_BACKOFF_LONGEST, backoffLongest)
                    .notShorter(
                            RelaySetting.RELAY_BACKOFF_LONGEST,
                            backoffLongest,
                            RelaySetting.RELAY_BACKOFF_FIRST,
                            backoffFirst)
                    .time(RelaySetting.RELAY_STOP_TIMEOUT, stopTimeout)
                    .time(RelaySetting.RELAY_VERIFY_EVERY, verifyEvery)
                    .form(RelaySetting.RELAY_OUTBOX, outbox)
                    .refuseProblems();
        }

        /** As the relay takes them. */
        public RelaySettings settings() {
            return RelaySettings.defaults()
                    .withOutbox(outbox.isEmpty() ? null : outbox)
                    .withBatchSize(batchSize)
                    .withBatchBytes(batchBytes.toBytes())
                    .withMaxWait(maxWait)
                    .withInsertsInFlight(insertsInFlight)
                    .withShardKey(ShardKey.of(shardKey))
                    .withShardLead(shardLead)
                    .withLeaseTerm(leaseTerm)
                    .withBackoff(backoffFirst, backoffLongest)
                    .withVerifyEvery(verifyEvery);
        }
    }

    /**
     * The properties below {@code postrider.retention}: how long what is done with is kept.
     *
     * @param delivered how long delivered events are kept for a replay
     * @param longest how long they stay at the most
     * @param ledger how long batches stay in the ledger
     * @param deadLetters how long dead letters stay that were decided about
     */
    public record RetentionProperties(
            @DefaultValue("1h") Duration delivered,
            @DefaultValue("24h") Duration longest,
            @DefaultValue("30d") Duration ledger,
            @DefaultValue("90d") Duration deadLetters) {

        /** Refuses what is out of range. */
        public RetentionProperties {
            new Checks()
                    .time(RelaySetting.RETENTION_DELIVERED, delivered)
                    .time(RelaySetting.RETENTION_LONGEST, longest)
                    .notShorter(RelaySetting.RETENTION_LONGEST, longest, RelaySetting.RETENTION_DELIVERED, delivered)
                    .time(RelaySetting.RETENTION_LEDGER, ledger)
                    .notShorter(RelaySetting.RETENTION_LEDGER, ledger, RelaySetting.RETENTION_LONGEST, longest)
                    .time(RelaySetting.RETENTION_DEAD_LETTERS, deadLetters)
                    .refuseProblems();
        }

        /** As the relay takes them. */
        public RelaySettings.Retention settings() {
            return new RelaySettings.Retention(delivered, longest, ledger, deadLetters);
        }
    }

    /**
     * The properties below {@code postrider.budget}: how old and how large the outbox may get.
     *
     * @param ageWarning lag that is warned about
     * @param ageLimit lag from which on the policy applies
     * @param sizeWarning disk that is warned about
     * @param sizeLimit disk from which on the policy applies
     * @param overLimit the policy
     */
    public record BudgetProperties(
            @DefaultValue("15m") Duration ageWarning,
            @DefaultValue("24h") Duration ageLimit,
            @DefaultValue("10GB") DataSize sizeWarning,
            @DefaultValue("100GB") DataSize sizeLimit,
            @DefaultValue("keep") OverLimit overLimit) {

        /** Refuses what is out of range. */
        public BudgetProperties {
            Checks checks = new Checks()
                    .time(RelaySetting.BUDGET_AGE_WARNING, ageWarning)
                    .time(RelaySetting.BUDGET_AGE_LIMIT, ageLimit)
                    .size(RelaySetting.BUDGET_SIZE_WARNING, sizeWarning)
                    .size(RelaySetting.BUDGET_SIZE_LIMIT, sizeLimit)
                    .notBelow(RelaySetting.BUDGET_SIZE_LIMIT, sizeLimit, RelaySetting.BUDGET_SIZE_WARNING, sizeWarning);
            if (!ageLimit.isZero()) {
                checks.notShorter(RelaySetting.BUDGET_AGE_LIMIT, ageLimit, RelaySetting.BUDGET_AGE_WARNING, ageWarning);
            }
            checks.refuseProblems();
        }

        /** As the relay takes them. */
        public Budgets settings() {
            return new Budgets(
                    new Budgets.Age(ageWarning, ageLimit),
                    new Budgets.Size(sizeWarning.toBytes(), sizeLimit.toBytes()),
                    overLimit);
        }
    }

    /**
     * The properties below {@code postrider.clickhouse}: where the event log is.
     *
     * @param host name or address; of several replicas with commas, of several shards with semicolons between
     * @param port of the HTTP interface
     * @param secure whether to speak HTTPS
     * @param path in front of every request
     * @param user who signs in
     * @param password of that user
     * @param database that holds the event log
     * @param table the event log
     * @param engine of a new event log
     * @param insertQuorum how many replicas have to have stored an insert
     * @param insertQuorumParallel whether inserts with a quorum may overtake one another
     * @param eventJson how a new event log gets its column {@code event_json}
     * @param jsonMaxDynamicPaths how many paths have a column of their own in it
     * @param maxPartitionsPerInsert how many partitions one insert may reach
     * @param timeout how long an insert may take
     * @param outcomes what errors say about a send, added to the built-in table
     */
    public record ClickHouseProperties(
            @DefaultValue("localhost") String host,
            @DefaultValue("8123") int port,
            @DefaultValue("false") boolean secure,
            @DefaultValue("") String path,
            @DefaultValue("default") String user,
            @DefaultValue("") String password,
            @DefaultValue("default") String database,
            @DefaultValue("event_log") String table,
            @DefaultValue("MergeTree") String engine,
            @DefaultValue("0") String insertQuorum,
            @DefaultValue("true") boolean insertQuorumParallel,
            @DefaultValue("materialized") EventJson eventJson,
            @DefaultValue("64") int jsonMaxDynamicPaths,
            @DefaultValue("1000") int maxPartitionsPerInsert,
            @DefaultValue("30s") Duration timeout,
            @DefaultValue("") String outcomes) {

        /** Refuses what is out of range. */
        public ClickHouseProperties {
            new Checks()
                    .servers(DatabaseSetting.CLICKHOUSE_HOST, host, port)
                    .whole(DatabaseSetting.CLICKHOUSE_PORT, port)
                    .form(DatabaseSetting.CLICKHOUSE_PATH, path)
                    .form(DatabaseSetting.CLICKHOUSE_USER, user)
                    .form(DatabaseSetting.CLICKHOUSE_SCHEMA, database)
                    .form(DatabaseSetting.CLICKHOUSE_EVENT_LOG_TABLE_NAME, table)
                    .form(DatabaseSetting.CLICKHOUSE_ENGINE, engine)
                    .form(DatabaseSetting.CLICKHOUSE_INSERT_QUORUM, insertQuorum)
                    .whole(DatabaseSetting.CLICKHOUSE_JSON_MAX_DYNAMIC_PATHS, jsonMaxDynamicPaths)
                    .whole(DatabaseSetting.CLICKHOUSE_MAX_PARTITIONS_PER_INSERT, maxPartitionsPerInsert)
                    .time(DatabaseSetting.CLICKHOUSE_TIMEOUT, timeout)
                    .form(DatabaseSetting.CLICKHOUSE_OUTCOMES, outcomes)
                    .refuseProblems();
        }

        /** As the sink takes them. */
        public ClickHouseSettings settings() {
            List<List<URI>> shards = Limit.Servers.shards(secure ? "https" : "http", host, port).stream()
                    .map(servers -> servers.stream()
                            .map(server -> URI.create(server + path))
                            .toList())
                    .toList();
            List<URI> endpoints = shards.get(0);
            return ClickHouseSettings.at(endpoints.get(0))
                    .withOthers(endpoints.subList(1, endpoints.size()))
                    .withFurtherShards(shards.subList(1, shards.size()))
                    .withLogin(user, password)
                    .withDatabase(database)
                    .withTable(table)
                    .withEngine(new TableEngine(engine))
                    .withQuorum(new Quorum(insertQuorum, insertQuorumParallel))
                    .withEventJson(eventJson)
                    .withJsonMaxDynamicPaths(jsonMaxDynamicPaths)
                    .withMaxPartitions(maxPartitionsPerInsert)
                    .withTimeout(timeout)
                    .withOutcomes(OutcomeTable.standard().with(outcomes));
        }

        @Override
        public String toString() {
            return settings().toString();
        }
    }

    /**
     * The properties below {@code postrider.log}.
     *
     * @param maskedFields names of fields, with commas between; applied as soon as there is a log
     */
    public record LogProperties(@DefaultValue("") String maskedFields) {

        /** Refuses what is out of range. */
        public LogProperties {
            new Checks()
                    .form(ApplicationSetting.LOG_MASKED_FIELDS, maskedFields)
                    .refuseProblems();
        }
    }

    /**
     * The properties below {@code postrider.health}.
     *
     * @param maxLag lag from which on health says DOWN
     */
    public record HealthProperties(@DefaultValue("5m") Duration maxLag) {

        /** Refuses what is out of range. */
        public HealthProperties {
            new Checks().time(ApplicationSetting.HEALTH_MAX_LAG, maxLag).refuseProblems();
        }
    }
}
