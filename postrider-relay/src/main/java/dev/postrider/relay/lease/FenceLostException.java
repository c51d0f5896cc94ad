package dev.postrider.relay.lease;

import java.io.Serial;

/** Another relay took the lease, or another server answers; whatever this relay was doing is void. */
public final class FenceLostException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Says when the relay noticed.
     *
     * @param when what it was doing, as in "planning batch 7"
     */
    public FenceLostException(long fence, String when) {
        super("the lease under fence " + fence
                + " is lost: another relay took over, or another server answers; noticed when " + when);
    }
}
