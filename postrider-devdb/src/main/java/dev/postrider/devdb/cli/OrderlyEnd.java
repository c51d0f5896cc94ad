package dev.postrider.devdb.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-c and SIGTERM, turned into an orderly end: the signal's thread only asks, and holds the JVM until the thread that
 * owns the processes has stopped them. That thread creates it before it starts anything and closes it at the very end.
 */
final class OrderlyEnd implements AutoCloseable {
    /** Longer than everything that is waited for on the way together. */
    private static final long END_SECONDS = 120;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Runnable reaction;
    private final Thread hook = new Thread(this::onSignal, "stop-signal");

    /** Until something else is to be done, a signal interrupts the calling thread. */
    OrderlyEnd() {
        reaction = Thread.currentThread()::interrupt;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** What a signal does from now on, in another thread. If it came already, it is done at once, here. */
    void react(Runnable action) {
        reaction = action;
        if (isRequested()) {
            action.run();
        }
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits for the signal. */
    void await() throws InterruptedException {
        requested.await();
    }

    private void onSignal() {
        requested.countDown();
        reaction.run();
        boolean inTime;
        try {
            inTime = ended.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            inTime = false;
        }
        if (!inTime) {
            System.err.println("not everything has stopped; see whether a process of the databases is left");
        }
    }

    @Override
    public void close() {
        ended.countDown();
        if (!isRequested()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
