package dev.postrider.relay.tools.doctor;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.sink.EventLogFacts;
import dev.postrider.relay.sink.server.ServerVersion;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.VersionNumbers;
import dev.postrider.relay.sql.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** What another version of a server would bring. Asks the server which version runs, and does without an answer. */
final class UpgradeCheck {
    private final DataSource postgres;
    private final List<EventLogFacts> eventLogs;
    private final DoctorLimits limits;

    UpgradeCheck(DataSource postgres, List<EventLogFacts> eventLogs, DoctorLimits limits) {
        this.postgres = postgres;
        this.eventLogs = eventLogs;
        this.limits = limits;
    }

    DoctorReport check(DatabaseVersion to) {
        Findings findings = new Findings();
        if (to.server() == DatabaseServer.POSTGRES) {
            VersionNumbers oldest = VersionNumbers.of(String.valueOf(OutboxSchema.oldestPostgres()));
            findings.add(PostgresChecks.version(to.name(), to.numbers().comparedWith(oldest) < 0));
            toPostgres(to, findings);
        } else {
            findings.add(EventLogChecks.version(ServerVersion.of(to.text())));
            toClickHouse(to, findings);
        }
        return new DoctorReport(findings.all(), true, true);
    }

    private void toPostgres(DatabaseVersion to, Findings findings) {
        List<Finding> found;
        try (Connection connection = Connections.reading(postgres)) {
            PostgresChecks server = new PostgresChecks(connection, limits);
            found = server.faults().upgrade(server.runs(), to);
        } catch (SQLException e) {
            found = withoutTheServer(to, Findings.reason(e), findings);
        }
        findings.addAll(found);
    }

    private void toClickHouse(DatabaseVersion to, Findings findings) {
        if (eventLogs.isEmpty()) {
            findings.addAll(withoutTheServer(to, "there is no event log to ask", findings));
        }
        for (EventLogFacts facts : eventLogs) {
            Findings ofShard = new Findings();
            toClickHouse(facts, to, ofShard);
            ofShard.all()
                    .forEach(
                            finding -> findings.add(eventLogs.size() == 1 ? finding : finding.on(facts.description())));
        }
    }

    private static void toClickHouse(EventLogFacts facts, DatabaseVersion to, Findings findings) {
        try {
            findings.addAll(
                    ClickHouseConditions.faults(facts).upgrade(DatabaseVersion.clickHouse(facts.version()), to));
        } catch (SinkException e) {
            findings.addAll(withoutTheServer(to, Findings.reason(e), findings));
        }
    }

    private static List<Finding> withoutTheServer(DatabaseVersion to, String reason, Findings findings) {
        String title = to.server().title();
        findings.add(Finding.notice(
                to.server().word() + ".faults",
                title + " can't be asked which version runs now: " + reason,
                "Which known faults would end is unknown, and so is whether those that would come touch delivery."));
        return new FaultChecks(to.server(), condition -> {
                    throw new SinkException(title + " can't be asked");
                })
                .upgrade(null, to);
    }
}
