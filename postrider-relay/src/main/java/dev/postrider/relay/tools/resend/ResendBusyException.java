package dev.postrider.relay.tools.resend;

import java.io.Serial;

/** Another repair or replay is under way on the same database. */
public final class ResendBusyException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    ResendBusyException() {
        super(
                "another repair or replay is under way on this database; two at once could send the same event twice."
                        + " Wait for its end; postrider.relay_replay shows how far it is, and pg_locks who holds its advisory lock");
    }
}
