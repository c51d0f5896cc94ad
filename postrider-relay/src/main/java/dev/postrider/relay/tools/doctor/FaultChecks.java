package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.server.SinkException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares a server's version with the faults that are known. One thread. */
final class FaultChecks {

    /** Finds out what a fault depends on. */
    @FunctionalInterface
    interface Conditions {
        boolean hold(FaultCondition condition) throws SQLException, SinkException;
    }

    private final DatabaseServer server;
    private final Conditions conditions;

    FaultChecks(DatabaseServer server, Conditions conditions) {
        this.server = server;
        this.conditions = conditions;
    }

    /**
     * Whether a fault touches delivery here.
     *
     * @param because what is so here, or could not be found out
     */
    private record Touch(boolean touches, String because) {}

    /** The known faults of the version that runs. */
    List<Finding> check(DatabaseVersion runs) {
        if (!runs.numbers().areKnown()) {
            return List.of(Finding.notice(
                    id(),
                    "whether " + server.title() + " has known faults is unknown: its version is '" + runs.text() + "'",
                    "Compare it yourself with the known faults in docs/upgrading.md."));
        }
        List<Finding> found = new ArrayList<>();
        for (KnownFault fault : KnownFault.of(server)) {
            Touch touch = fault.isIn(runs.numbers()) ? touch(fault) : new Touch(false, "");
            if (touch.touches()) {
                found.add(warning(runs.name() + " has a known fault", fault, touch));
            }
        }
        return found.isEmpty() ? List.of(none(runs)) : found;
    }

    /**
     * What an upgrade would bring and end.
     *
     * @param runs what runs now; null if that is not known
     */
    List<Finding> upgrade(@Nullable DatabaseVersion runs, DatabaseVersion to) {
        List<Finding> found = new ArrayList<>();
        for (KnownFault fault : KnownFault.of(server)) {
            boolean is = runs != null && fault.isIn(runs.numbers());
            boolean willBe = fault.isIn(to.numbers());
            if (is || willBe) {
                Touch touch = touch(fault);
                if (touch.touches() && willBe) {
                    found.add(
                            warning(to.name() + (is ? " still has" : " would bring") + " a known fault", fault, touch));
                } else if (touch.touches()) {
                    found.add(fine(to.name() + " would end a known fault", fault));
                } else if (willBe) {
                    found.add(fine(to.name() + " has a known fault that does not touch delivery", fault));
                }
            }
        }
        return found.isEmpty() ? List.of(none(to)) : found;
    }

    private Touch touch(KnownFault fault) {
        FaultCondition condition = fault.condition();
        if (condition == FaultCondition.ALWAYS || condition == FaultCondition.OTHER_WRITERS) {
            return new Touch(condition == FaultCondition.ALWAYS, "");
        }
        try {
            return new Touch(conditions.hold(condition), "Here " + condition.sentence() + ". ");
        } catch (SQLException | SinkException | RuntimeException e) {
            return new Touch(
                    true,
                    "It matters if " + condition.sentence() + ", which could not be found out: " + Findings.reason(e)
                            + ". ");
        }
    }

    private Finding warning(String that, KnownFault fault, Touch touch) {
        return new Finding(
                id(), Severity.WARNING, that + ": " + fault.what(), touch.because() + fault.see(), fault.remedy());
    }

    private Finding fine(String that, KnownFault fault) {
        return Finding.ok(id(), that + ": " + fault.what() + ". " + fault.see());
    }

    private Finding none(DatabaseVersion version) {
        return Finding.ok(id(), version.name() + " has no known fault that touches delivery");
    }

    private String id() {
        return server.word() + ".faults";
    }
}
