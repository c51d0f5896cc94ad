package dev.postrider.relay.threads;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets so many relays of a process do something costly to one server at once, and the others wait for their turn: a server that a
 * hundred ask together answers none of them in time, and all would ask again. Thread-safe.
 *
 * @see <a href="https://learn.microsoft.com/azure/architecture/patterns/bulkhead">the pattern of this name</a>
 */
public final class Bulkhead {
    private static final long LOOK_EVERY_MILLIS = 100;

    /** In the order in which they came: a fair semaphore forgets it whenever one looks whether it is time to stop. */
    private final Deque<Object> waiting = new ArrayDeque<>();

    private int free;

    private Bulkhead(int places) {
        this.free = places;
    }

    /** So many at once, the others in the order in which they came. */
    public static Bulkhead of(int places) {
        return new Bulkhead(places);
    }

    /** Holds up nobody. */
    public static Bulkhead open() {
        return new Bulkhead(Integer.MAX_VALUE);
    }

    /** What is given back when the work is done. */
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for a place; goes on without one when it is time to stop. */
    public synchronized Place enter(StopSignal stop) {
        Object comes = new Object();
        waiting.add(comes);
        try {
            while (!stop.ended()) {
                if (free > 0 && waiting.peek() == comes) {
                    free--;
                    return this::leave;
                }
                wait(LOOK_EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.remove(comes);
            notifyAll();
        }
        return () -> {};
    }

    private synchronized void leave() {
        free++;
        notifyAll();
    }
}
