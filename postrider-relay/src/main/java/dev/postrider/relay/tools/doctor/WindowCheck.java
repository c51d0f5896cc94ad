package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.EventLogFacts;
import dev.postrider.relay.sink.EventLogFacts.Table;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.TableEngine;
import java.time.Duration;
import java.util.List;

/** Looks at the event log's deduplication window. */
final class WindowCheck {
    /** What gives a table that one server keeps a window. */
    static final String OF_ONE_SERVER = "non_replicated_deduplication_window = 10000";

    private static final String ID = "event_log.window";

    private final EventLogFacts facts;

    WindowCheck(EventLogFacts facts) {
        this.facts = facts;
    }

    List<Finding> check() throws SinkException {
        Table table = facts.table();
        if (table == null || !table.isMergeTree()) {
            return List.of();
        }
        if (table.replicated() && (table.window() == 0 || table.windowSeconds() == 0)) {
            return List.of(new Finding(
                    ID,
                    Severity.PROBLEM,
                    "the replica of " + table.name() + " that answers has no deduplication window",
                    "The relay does not deliver to it: whether another replica is still at work on an insert can't be told behind a"
                            + " balancer, and a batch whose reply is lost would be stored twice. Each replica has settings of its own:"
                            + " mend it on all.",
                    "ALTER TABLE " + table.name() + " MODIFY SETTING " + TableEngine.REPLICATED_DEDUPLICATION));
        }
        if (table.window() == 0) {
            return List.of(new Finding(
                    ID,
                    Severity.WARNING,
                    table.name() + " has no deduplication window",
                    "A batch whose reply is lost is stored twice.",
                    "ALTER TABLE " + table.name() + " MODIFY SETTING " + OF_ONE_SERVER));
        }
        return List.of(Finding.ok(
                ID,
                table.name() + " remembers " + table.window() + " inserts"
                        + (table.windowSeconds() > 0
                                ? " for " + Words.time(Duration.ofSeconds(table.windowSeconds()))
                                : "")));
    }
}
