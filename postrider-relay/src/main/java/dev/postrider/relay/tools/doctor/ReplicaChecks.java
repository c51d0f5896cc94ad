package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.EventLogFacts;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.table.ReplicaStatus;
import java.util.ArrayList;
import java.util.List;

/** Looks at the replica of the event log that answers. Finds nothing where the event log is not replicated. */
final class ReplicaChecks {
    private static final String ID = "event_log.replica";

    private final EventLogFacts facts;

    ReplicaChecks(EventLogFacts facts) {
        this.facts = facts;
    }

    List<Finding> check() throws SinkException {
        ReplicaStatus replica = facts.replica();
        if (replica == null) {
            return List.of();
        }
        List<Finding> found = new ArrayList<>();
        found.add(state(replica));
        List<String> missing = facts.missingReplicaGrants();
        if (missing != null && !missing.isEmpty()) {
            found.add(Finding.notice(
                    ID,
                    "the relay's user lacks " + missing.get(0),
                    "A replica that lags behind is waited for, and not told to catch up. GRANT " + missing.get(0)
                            + " TO " + facts.server().user()));
        }
        return found;
    }

    private Finding state(ReplicaStatus replica) {
        String which = "replica " + replica.name() + " of " + facts.name();
        if (!replica.trouble().isEmpty()) {
            return new Finding(
                    ID,
                    Severity.PROBLEM,
                    which + " takes no events: " + replica.trouble(),
                    "Events stay in the outbox, and nobody can say what the event log has stored.",
                    null);
        }
        if (replica.active() < replica.total()) {
            return new Finding(
                    ID,
                    Severity.WARNING,
                    "only " + replica.active() + " of " + replica.total() + " replicas of " + facts.name()
                            + " are there",
                    "With a quorum of more than that delivery waits; without one, events are on fewer servers than meant.",
                    null);
        }
        return replica.lag().isEmpty()
                ? Finding.ok(ID, which + " has everything, and all " + replica.total() + " replicas are there")
                : Finding.notice(
                        ID,
                        which + " lags behind: " + replica.lag(),
                        "Questions about what is stored wait until it has caught up.");
    }
}
