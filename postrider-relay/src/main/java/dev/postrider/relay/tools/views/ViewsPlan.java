package dev.postrider.relay.tools.views;

import dev.postrider.relay.sink.view.LogShape;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.sink.view.TypedView;
import java.util.List;

/**
 * What is there of the views that are wanted, and what is to be made.
 *
 * @param log the event log
 * @param typed the typed views, by type
 * @param rollups the rollups, the finest first
 */
public record ViewsPlan(LogShape log, List<OfType> typed, List<OfRollup> rollups) {
    /** Copies the lists. */
    public ViewsPlan {
        typed = List.copyOf(typed);
        rollups = List.copyOf(rollups);
    }

    /** How a typed view that is there stands to the one that is wanted. */
    public enum Standing {
        /** There is none. */
        NEW,
        /** It has the same columns. */
        SAME,
        /** It lacks columns. */
        GROWS,
        /** It would lose columns, or they would get another type. */
        LOSES
    }

    /**
     * A typed view.
     *
     * @param losses the columns that would be lost or changed, with both types
     */
    public record OfType(TypedView view, Standing standing, List<String> losses) {
        /** Copies the list. */
        public OfType {
            losses = List.copyOf(losses);
        }
    }

    /** What is there under the names of a rollup. */
    public enum State {
        /** Nothing. */
        NEW,
        /** All of it. */
        THERE,
        /** It lacks what was there before it, or the view that fills it. */
        UNFINISHED,
        /** A table or view that Postrider has not made. */
        TAKEN
    }

    /**
     * A rollup.
     *
     * @param statements what makes its table and its view, and fills it
     */
    public record OfRollup(Rollup rollup, State state, List<String> statements) {
        /** Copies the list. */
        public OfRollup {
            statements = List.copyOf(statements);
        }
    }
}
