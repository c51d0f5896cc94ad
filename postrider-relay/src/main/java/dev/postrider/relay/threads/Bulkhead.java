package dev.postrider.relay.threads;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many relays of a process do something costly to one server at once, and the others wait for their turn: a server that a
 * hundred ask together answers none of them in time, and all would ask again. Thread-safe.
 *
 * @see <a href="https://learn.microsoft.com/azure/architecture/patterns/bulkhead">the pattern of this name</a>
 */
public final class Bulkhead {
    private static final long LOOK_EVERY_MILLIS = 100;

    private final Semaphore places;

    private Bulkhead(int places) {
        this.places = new Semaphore(places, true);
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
    public Place enter(StopSignal stop) {
        try {
            while (!stop.ended()) {
                if (places.tryAcquire(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return places::release;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return () -> {};
    }
}
