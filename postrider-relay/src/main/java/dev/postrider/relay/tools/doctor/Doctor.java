package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.EventLogFacts;
import dev.postrider.relay.sink.SeenServer;
import dev.postrider.relay.sink.server.ServerVersion;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Checks both databases: whether they are as delivery needs them, and how delivery goes. Changes nothing, waits for no
 * lock, gives those of leaves that it tries to get back at once, and counts nothing that is large.
 *
 * <p>Thread-safe. A check that can't be made (a missing right, a server that lacks a system table) is a notice, and the rest is
 * checked all the same.
 */
public final class Doctor {
    private static final int UNKNOWN_DATABASE = 81;

    private final DataSource postgres;
    private final List<EventLogFacts> eventLogs;
    private final DoctorLimits limits;

    /**
     * Connects to nothing yet.
     *
     * @param postgres the database with the outbox; one connection is borrowed, and one more for the schema's version
     * @param eventLog null where the sink can't be asked
     */
    public Doctor(DataSource postgres, @Nullable EventLogFacts eventLog, DoctorLimits limits) {
        this(postgres, eventLog == null ? List.of() : List.of(eventLog), limits);
    }

    private Doctor(DataSource postgres, List<EventLogFacts> eventLogs, DoctorLimits limits) {
        this.postgres = postgres;
        this.eventLogs = eventLogs;
        this.limits = limits;
    }

    /**
     * Of an event log that may be in several shards: each is checked, and a finding says of which it is. Connects to nothing yet.
     *
     * @param postgres the database with the outbox; one connection is borrowed, and one more for the schema's version
     * @param eventLog null where the sink can't be asked
     */
    public static Doctor of(DataSource postgres, @Nullable EventLog eventLog, DoctorLimits limits) {
        return new Doctor(
                postgres,
                eventLog == null
                        ? List.of()
                        : eventLog.shards().stream().map(EventLog::facts).toList(),
                limits);
    }

    /** Checks everything. Never throws for what a database does. */
    public DoctorReport check() {
        return examine(
                (connection, findings) -> {
                    new PostgresChecks(connection, limits).check(postgres, findings);
                    new DeliveryChecks(connection, limits).check(findings);
                },
                (facts, findings) -> new EventLogChecks(facts, limits).check(findings));
    }

    /**
     * Checks everything, and of several ClickHouse servers how each looks. Never throws for what a database does.
     *
     * @param servers those that the settings name; the other checks are made on one of them
     */
    public DoctorReport check(List<SeenServer> servers) {
        DoctorReport report = check();
        Findings findings = new Findings();
        report.findings().forEach(findings::add);
        NamedServerChecks.check(servers, findings);
        return new DoctorReport(findings.all(), report.postgresReachable(), report.clickHouseReachable());
    }

    /** Checks which versions the servers are and which faults of theirs are known; asks no more than it needs for that. */
    public DoctorReport checkVersions() {
        return examine(
                (connection, findings) -> new PostgresChecks(connection, limits).checkVersion(findings),
                (facts, findings) -> {});
    }

    /**
     * Checks which known faults another version of a server would bring, and which it would end. The databases need not answer.
     *
     * @param to as {@code postgres-19.1} or {@code clickhouse-26.8}
     * @throws IllegalArgumentException if it is neither
     */
    public DoctorReport checkUpgrade(String to) {
        return new UpgradeCheck(postgres, eventLogs, limits).check(DatabaseVersion.parse(to));
    }

    private DoctorReport examine(
            BiConsumer<Connection, Findings> ofPostgres, BiConsumer<EventLogFacts, Findings> ofClickHouse) {
        Findings findings = new Findings();
        boolean postgresReachable = examinePostgres(ofPostgres, findings);
        boolean clickHouseReachable = true;
        for (EventLogFacts facts : eventLogs) {
            Findings ofShard = new Findings();
            clickHouseReachable &= examineClickHouse(facts, ofClickHouse, ofShard);
            findings.addAll(
                    eventLogs.size() == 1
                            ? ofShard.all()
                            : ofShard.all().stream()
                                    .map(finding -> finding.on(facts.description()))
                                    .toList());
        }
        return new DoctorReport(findings.all(), postgresReachable, clickHouseReachable);
    }

    private boolean examinePostgres(BiConsumer<Connection, Findings> checks, Findings findings) {
        try (Connection connection = Connections.reading(postgres)) {
            checks.accept(connection, findings);
            return true;
        } catch (SQLException e) {
            findings.add(unreachable("postgres.reachable", "PostgreSQL", String.valueOf(e.getMessage())));
            return false;
        }
    }

    private static boolean examineClickHouse(
            EventLogFacts facts, BiConsumer<EventLogFacts, Findings> checks, Findings findings) {
        ServerVersion version;
        try {
            version = facts.version();
        } catch (SinkException e) {
            findings.add(
                    e.code() == UNKNOWN_DATABASE
                            ? noDatabase(facts.database())
                            : unreachable("clickhouse.reachable", "ClickHouse", String.valueOf(e.getMessage())));
            return e.code() == UNKNOWN_DATABASE;
        }
        if (version.standing() == ServerVersion.Standing.TOO_OLD) {
            // It understands none of the other questions.
            findings.add(EventLogChecks.version(version));
            return true;
        }
        EventLogChecks.checkVersion(version, facts, findings);
        checks.accept(facts, findings);
        return true;
    }

    private static Finding noDatabase(String name) {
        return new Finding(
                "clickhouse.database",
                Severity.PROBLEM,
                "ClickHouse has no database " + name,
                "The relay makes the event log, but not the database that it is in: nothing is delivered.",
                "CREATE DATABASE " + name);
    }

    private static Finding unreachable(String id, String which, String reason) {
        return new Finding(
                id,
                Severity.PROBLEM,
                which + " can't be asked: " + reason.lines().findFirst().orElse(""),
                "Nothing is delivered until it can.",
                "Start it, or mend the address, the user and the password: docs/configuration.md");
    }
}
