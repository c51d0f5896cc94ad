package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sql.SqlFile;
import dev.postrider.relay.status.Lag;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.OutboxStatus.ActiveRelay;
import dev.postrider.relay.status.PausedDelivery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How delivery goes at the moment, by the ledger. One thread. */
final class DeliveryChecks {
    private static final String PENDING_MONTHS = SqlFile.text(DeliveryChecks.class, "pending_months.sql");

    private final Connection connection;
    private final DoctorLimits limits;

    DeliveryChecks(Connection connection, DoctorLimits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    /** Checks everything. */
    void check(Findings findings) {
        findings.check(connection, "delivery.relay", this::relay);
        findings.check(connection, "delivery.pause", this::pause);
        findings.check(connection, "delivery.lag", this::lag);
        findings.check(connection, "delivery.dead_letters", this::deadLetters);
        findings.check(connection, "delivery.partitions", this::partitions);
    }

    private List<Finding> relay() throws SQLException {
        ActiveRelay active = OutboxStatus.read(connection).activeRelay();
        String id = "delivery.relay";
        return List.of(
                active != null
                        ? Finding.ok(id, "the relay " + active.owner() + " is active, fence " + active.fence())
                        : new Finding(
                                id,
                                Severity.WARNING,
                                "no relay is active",
                                "Nothing is delivered until one is.",
                                "Start one: postrider serve"));
    }

    private List<Finding> pause() throws SQLException {
        PausedDelivery pause = OutboxStatus.read(connection).pause();
        String id = "delivery.pause";
        return List.of(
                pause == null
                        ? Finding.ok(id, "nobody has paused delivery")
                        : new Finding(
                                id,
                                Severity.WARNING,
                                "delivery is paused since " + pause.since()
                                        + (pause.by() == null ? "" : " by " + pause.by()) + ": " + pause.note(),
                                "Events wait in the outbox until somebody resumes it.",
                                "If that is done: postrider resume"));
    }

    private List<Finding> lag() throws SQLException {
        OutboxStatus status = OutboxStatus.read(connection);
        String id = "delivery.lag";
        Long pending = status.pending();
        if (pending == null) {
            return List.of(new Finding(
                    id,
                    Severity.PROBLEM,
                    "how many events wait is not known: " + status.doubt(),
                    "Nothing is delivered while the ledger can't be believed.",
                    "postrider rebase --dry-run, then postrider rebase (docs/database-identity.md)"));
        }
        String counted = pending + (pending >= OutboxStatus.PENDING_COUNTED ? " or more" : "");
        String what = counted + " events wait, the oldest for " + waiting(status);
        if (!mayBeLate(status.waiting())) {
            return List.of(Finding.ok(id, pending == 0 ? "no event waits" : what));
        }
        return List.of(new Finding(
                id,
                Severity.WARNING,
                what,
                "Events arrive late, and the outbox grows.",
                "Find out what delivery waits for: the relay's log, and its /actuator/health"));
    }

    private static String waiting(OutboxStatus status) {
        Lag waiting = status.waiting();
        Duration known = status.lag();
        if (known != null) {
            return Words.time(known);
        }
        Duration atMost = waiting == null ? null : waiting.atMost();
        return atMost == null ? "an unknown time" : "at most " + Words.time(atMost);
    }

    /** A person who checks once is told of what may be so; what is certain only a watch can tell. */
    private boolean mayBeLate(@Nullable Lag waiting) {
        if (waiting == null) {
            return true;
        }
        Duration atMost = waiting.atMost();
        return waiting.isWaiting() && (atMost == null || atMost.compareTo(limits.lag()) > 0);
    }

    private List<Finding> deadLetters() throws SQLException {
        long open = OutboxStatus.read(connection).failed();
        String id = "delivery.dead_letters";
        return List.of(
                open == 0
                        ? Finding.ok(id, "no dead letter is open")
                        : new Finding(
                                id,
                                Severity.WARNING,
                                open + (open == 1 ? " dead letter is open" : " dead letters are open"),
                                "The event log refused these events; they are kept until somebody decides about them.",
                                "postrider dead-letters list, then requeue or discard"));
    }

    private List<Finding> partitions() throws SQLException {
        String id = "delivery.partitions";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(PENDING_MONTHS)) {
            row.next();
            long months = row.getLong(1);
            String what =
                    "the next " + row.getLong(2) + " events are of " + months + (months == 1 ? " month" : " months");
            return List.of(
                    months <= limits.partitions()
                            ? Finding.ok(id, months == 0 ? "no event waits" : what)
                            : EventLogChecks.manyPartitions(id, what));
        }
    }
}
