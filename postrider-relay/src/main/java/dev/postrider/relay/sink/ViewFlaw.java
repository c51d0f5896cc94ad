package dev.postrider.relay.sink;

import dev.postrider.relay.sink.EventLogFacts.Table;
import dev.postrider.relay.sink.EventLogFacts.View;
import org.jspecify.annotations.Nullable;

/**
 * Why a materialized view may be given an event twice.
 *
 * @param mendable whether a statement mends it
 * @param what it is
 * @param why it matters
 * @param remedy the statement, or what to do; null where nothing is known of the view's table
 */
public record ViewFlaw(
        boolean mendable, String what, String why, @Nullable String remedy) {
    private static final long WINDOW = 10_000;

    /**
     * What is wrong with a view; null if nothing is.
     *
     * @param log the event log that it reads from; null if there is none
     */
    public static @Nullable ViewFlaw of(View view, @Nullable Table log) {
        Table target = view.target();
        String name = "the materialized view " + view.name() + " writes to ";
        if (target == null) {
            return new ViewFlaw(
                    false,
                    name + "a table that can't be seen",
                    "If that table has no deduplication window, a batch that is sent again reaches it twice.",
                    null);
        }
        if (!target.isMergeTree()) {
            return new ViewFlaw(
                    false,
                    name + target.name() + ", a " + target.engine(),
                    "This engine knows no deduplication: a batch that is sent again reaches it twice.",
                    "let " + view.name() + " write to a MergeTree, or a SummingMergeTree and the like, SETTINGS "
                            + setting(target, WINDOW));
        }
        if (target.window() == 0) {
            return new ViewFlaw(
                    true,
                    name + target.name() + ", which has no deduplication window of its own",
                    "A batch that is sent again is dropped by the event log, and reaches the view's table twice.",
                    alter(target, WINDOW));
        }
        if (log != null && target.window() < log.window()) {
            return new ViewFlaw(
                    true,
                    name + target.name() + ", whose deduplication window has " + target.window()
                            + " inserts, the event log's " + log.window(),
                    "A batch that is sent again late is dropped by the event log, and may reach the view's table twice.",
                    alter(target, log.window()));
        }
        return null;
    }

    private static String alter(Table target, long window) {
        return "ALTER TABLE " + quoted(target.name()) + " MODIFY SETTING " + setting(target, window);
    }

    private static String setting(Table target, long window) {
        return (target.replicated() ? "" : "non_") + "replicated_deduplication_window = " + window;
    }

    private static String quoted(String name) {
        int dot = name.indexOf('.');
        String table = name.substring(dot + 1);
        return table.matches("\\w+") ? name : name.substring(0, dot) + ".`" + table + "`";
    }
}
