package dev.postrider.outbox;

import java.util.List;
import java.util.Objects;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Notes which migrations this process applied, in whichever of its attempts. */
final class AppliedMigrations implements Callback {
    private final List<Integer> versions;

    AppliedMigrations(List<Integer> versions) {
        this.versions = versions;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        versions.add(Integer.valueOf(
                Objects.requireNonNull(context.getMigrationInfo()).getVersion().getVersion()));
    }

    @Override
    public String getCallbackName() {
        return "applied migrations";
    }
}
