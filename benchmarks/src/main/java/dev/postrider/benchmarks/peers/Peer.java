package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.Length;
import dev.postrider.benchmarks.stage.Stage;

/** Another way to get events out of PostgreSQL. */
abstract class Peer implements AutoCloseable {
    private final String name;
    private final String conditions;
    private final Backlog backlog;

    /** How many events, at each length of a run: enough for five seconds at its speed on a small machine. */
    record Backlog(long atSmoke, long atShort, long atLong) {}

    /**
     * @param name for figures and plots, with its version: {@code namastack-outbox 1.6.0}
     * @param conditions how it was set and what it was spared, for the notes; sentences
     */
    Peer(String name, Backlog backlog, String conditions) {
        this.name = name;
        this.backlog = backlog;
        this.conditions = conditions;
    }

    final String name() {
        return name;
    }

    final String conditions() {
        return conditions;
    }

    final long events(Length length) {
        return length.pick(backlog.atSmoke, backlog.atShort, backlog.atLong);
    }

    /**
     * Lays a backlog of so many events before it, in a database of its own, and lets it work until all are handled and its tables
     * say so.
     *
     * @throws IllegalStateException if it has not handled each event, or has not come to its end state
     */
    abstract PeerRun drain(Stage stage, long events) throws Exception;

    /** Gives back what it kept between its turns. */
    @Override
    public void close() {}
}
