package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.Length;
import dev.postrider.benchmarks.stage.Stage;

/** Another way to get events out of PostgreSQL. */
interface Peer extends AutoCloseable {
    /** For figures and plots, with its version: {@code namastack-outbox 1.6.0}. */
    String name();

    /** How it was set and what it was spared, for the notes; sentences. */
    String conditions();

    /** How large its backlog is: enough for five seconds at its speed on a small machine. */
    long events(Length length);

    /**
     * Lays a backlog of so many events before it, in a database of its own, and lets it work until all are handled and its tables
     * say so.
     *
     * @throws IllegalStateException if it has not handled each event, or has not come to its end state
     */
    PeerRun drain(Stage stage, long events) throws Exception;

    /** Gives back what it kept between its turns. */
    @Override
    default void close() {}
}
