package dev.postrider.relay.trace;

import dev.postrider.relay.batch.SendOutcome;
import org.jspecify.annotations.Nullable;

/** A batch and its inserts of which nothing is traced: one object for all of them. */
final class Untraced implements BatchTrace, InsertTrace {
    static final Untraced INSTANCE = new Untraced();

    private Untraced() {}

    @Override
    public InsertTrace insert(int rows) {
        return this;
    }

    @Override
    public void delivered(int refused) {}

    @Override
    public void brokenOff() {}

    @Override
    public @Nullable String traceParent() {
        return null;
    }

    @Override
    public void ended(SendOutcome outcome) {}
}
