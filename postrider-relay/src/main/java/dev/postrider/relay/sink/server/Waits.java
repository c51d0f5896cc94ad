package dev.postrider.relay.sink.server;

import java.time.Duration;

/** Pauses between two questions to a server. */
public final class Waits {
    private Waits() {}

    /**
     * Waits that long.
     *
     * @throws SinkException if the thread is interrupted, which ends the asking
     */
    public static void pause(Duration pause) throws SinkException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SinkException("interrupted", e);
        }
    }
}
