package dev.postrider.relay.tools.verify;

import dev.postrider.relay.content.IdWindowComparison;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.server.SinkException;
import java.sql.SQLException;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Compares one window after the other, round and round. Where it is, and what it has found, is forgotten with the process; what
 * is to be kept of it, others write down. For one thread.
 */
public final class BackgroundVerification {
    /** So many windows that differ are remembered; more are told again in the next round. */
    private static final int REMEMBERED = 10_000;

    private final Verification verification;
    private final NavigableMap<Long, IdWindowDifference> differing = new TreeMap<>();
    private long at = -1;

    /**
     * Connects to nothing yet.
     *
     * @param dataSource the database with the outbox
     */
    public BackgroundVerification(DataSource dataSource, EventLog log) {
        this.verification = new Verification(dataSource, log);
    }

    /**
     * Compares the next window.
     *
     * @return null if it was at the end, and begins again with the next call; or if there is nothing to compare
     * @throws SinkException if the event log can't be asked, or its rows can't be told apart
     */
    public @Nullable IdWindowComparison next() throws SQLException, SinkException {
        Verification.IdWindowOutcome outcome = verification.next(at);
        // What the ledger has forgotten since can't differ any more.
        differing
                .subMap(at, false, outcome == null ? Long.MAX_VALUE : outcome.number(), false)
                .clear();
        if (outcome == null) {
            at = -1;
            return null;
        }
        at = outcome.number();
        IdWindowDifference difference = outcome.difference();
        if (difference == null) {
            differing.remove(at);
            return new IdWindowComparison(at, null, false, differing.size());
        }
        boolean isNews = !difference.equals(differing.get(at));
        if (differing.size() < REMEMBERED) {
            differing.put(at, difference);
        }
        return new IdWindowComparison(at, difference, isNews, differing.size());
    }

    /** How many windows differed when they were last compared, as far as they are remembered. */
    public int differing() {
        return differing.size();
    }

    /** The first of the windows that differed when they were last compared, in their order. */
    public List<IdWindowDifference> differences(int most) {
        return differing.values().stream().limit(most).toList();
    }
}
