package dev.postrider.relay.tools.verify;

import dev.postrider.relay.sink.view.LogViews.Difference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found of a materialized view on the event log.
 *
 * @param view its name with its database
 * @param rollup the table of a rollup that Postrider made, which was compared by day and type; null for any other view: only its author
 *     knows what it should hold
 * @param differences where the rollup has counted another number of events than the event log has, the newest days first
 * @param gone how many more events the rollup has counted on days of which the event log may have dropped events
 * @param unsettled of how many days and types it is not known whether they differ, as they were written to all the while
 * @param flaw why it may be given an event twice, in a sentence; null if it is given each once
 * @param remedy the statement that mends that, or what to do; null if there is none
 * @param shard the event log that it is on; null if there is only one
 */
public record ViewReport(
        String view,
        @Nullable String rollup,
        List<Difference> differences,
        long gone,
        long unsettled,
        @Nullable String flaw,
        @Nullable String remedy,
        @Nullable String shard) {
    /** Copies the list. */
    public ViewReport {
        differences = List.copyOf(differences);
    }

    /** On one of several shards. */
    ViewReport on(String where) {
        return new ViewReport(view, rollup, differences, gone, unsettled, flaw, remedy, where);
    }
}
