package dev.postrider.relay.sink.search;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * A question under way, as whoever asked it sees it: made before it is asked, and handed over with it. A question may be several
 * queries of ClickHouse, one after the other, on several shards. Thread-safe; for one question.
 */
public final class RunningQuery {
    private final String name = "postrider-search-" + UUID.randomUUID();
    private final Map<String, LimitedQueries> underWay = new ConcurrentHashMap<>();
    private final Set<String> notes = new ConcurrentSkipListSet<>();
    private int begun;
    private long rowsBefore;
    private volatile boolean isCancelled;

    /**
     * How far it is.
     *
     * @param rows how many rows ClickHouse has read for it
     * @param ofAbout of about how many; what it will read later is not counted. 0 while that is not known
     */
    public record Progress(long rows, long ofAbout) {}

    /** How the ids of its queries begin, as {@code system.processes} and {@code system.query_log} have them. */
    public String queryIds() {
        return name;
    }

    /**
     * Ends it: whoever waits for the answer gets a {@link QueryEndedException}, and ClickHouse stops to work on it. What has ended
     * is left alone.
     */
    public void cancel() {
        isCancelled = true;
        underWay.forEach((id, server) -> server.end(id, () -> underWay.containsKey(id)));
    }

    /** Whether somebody cancelled it. */
    public boolean isCancelled() {
        return isCancelled;
    }

    /** How far it is. Asks ClickHouse; where that does not answer, or does not tell, what is under way counts as nothing. */
    public Progress progress() {
        long rows;
        synchronized (this) {
            rows = rowsBefore;
        }
        long all = rows;
        for (Map.Entry<String, LimitedQueries> query : underWay.entrySet()) {
            Progress here = query.getValue().progress(query.getKey());
            rows += here.rows();
            all += Math.max(here.ofAbout(), here.rows());
        }
        return new Progress(rows, all);
    }

    /** What a person should know of how it was asked, in sentences; none as a rule. */
    public Set<String> notes() {
        return new TreeSet<>(notes);
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    synchronized String begin(LimitedQueries server) throws QueryEndedException {
        String id = name + "-" + ++begun;
        underWay.put(id, server);
        if (isCancelled) {
            underWay.remove(id);
            throw cancelled();
        }
        return id;
    }

    synchronized void ended(String id, long rows) {
        underWay.remove(id);
        rowsBefore += rows;
    }

    static QueryEndedException cancelled() {
        return new QueryEndedException(QueryEndedException.Limit.CANCELLED, "the search was cancelled");
    }
}
