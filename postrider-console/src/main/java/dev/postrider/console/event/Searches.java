package dev.postrider.console.event;

import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.SinkException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Questions to the event log that are under way, by the name that the page gave them: so that it can look after them and end them. Thread-safe. */
final class Searches {
    /** At once, whoever asks: the event log has other work. */
    private static final int MOST = 8;

    private static final int LONGEST_NAME = 64;

    private final Map<String, RunningQuery> underWay = new ConcurrentHashMap<>();
    private final Semaphore free = new Semaphore(MOST);

    /** Something that is asked. */
    interface Question<T> {
        T ask(RunningQuery running) throws SinkException;
    }

    /**
     * Asks.
     *
     * @param name made up by the page; one that is longer than 64 characters is none
     * @throws IllegalArgumentException if too many are under way
     */
    <T> T run(String name, Question<T> question) throws SinkException {
        if (!free.tryAcquire()) {
            throw new IllegalArgumentException(
                    MOST + " searches are under way; wait until one has ended, or cancel one");
        }
        RunningQuery running = new RunningQuery();
        boolean isNamed = !name.isEmpty() && name.length() <= LONGEST_NAME;
        if (isNamed) {
            underWay.put(name, running);
        }
        try {
            return question.ask(running);
        } finally {
            free.release();
            if (isNamed) {
                underWay.remove(name, running);
            }
        }
    }

    /** The one of a name; empty if it has ended, or not begun. */
    Optional<RunningQuery> find(String name) {
        return Optional.ofNullable(underWay.get(name));
    }
}
