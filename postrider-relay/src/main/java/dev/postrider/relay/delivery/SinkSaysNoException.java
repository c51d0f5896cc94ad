package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.SendOutcome;
import java.io.Serial;

/** The sink's server answered a batch with an error again and again; reported as an outage already. */
public final class SinkSaysNoException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    SinkSaysNoException(SendOutcome.Failed outcome) {
        super(outcome.code() + ": " + outcome.reason());
    }
}
