package dev.postrider.server.cli;

import dev.postrider.server.cli.remote.RemoteFailure;
import java.time.Duration;

/** A short rest between two looks at what a server does. */
final class RemoteWait {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private RemoteWait() {}

    static void aMoment() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RemoteFailure.notDone("interrupted; what was begun goes on at the server");
        }
    }
}
