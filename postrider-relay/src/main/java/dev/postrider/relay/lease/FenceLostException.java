package dev.postrider.relay.lease;

import java.io.Serial;

/** Another relay took the lease, or another server answers; whatever this relay was doing is void. */
public final class FenceLostException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What was about to happen when it was found out. */
    public FenceLostException(long fence, String what) {
        super("another relay took over from fence " + fence + ", or another server answers, before " + what);
    }
}
