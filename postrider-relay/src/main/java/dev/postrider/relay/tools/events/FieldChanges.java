package dev.postrider.relay.tools.events;

import dev.postrider.relay.tools.events.EventTypeFields.Change;
import dev.postrider.relay.tools.events.EventTypeFields.Field;
import dev.postrider.relay.tools.events.EventTypeFields.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is different between two samples. A field that few events have may be missing in a sample by chance: it counts only where
 * five of its events should have had it.
 */
final class FieldChanges {
    private static final double ENOUGH = 5;

    private FieldChanges() {}

    /** From one version to the next. */
    static List<Change> between(@Nullable Long from, FieldSample before, @Nullable Long to, FieldSample after) {
        return changes(from, before, to, after, false);
    }

    /** Within a version, from an earlier time to a later one. */
    static List<Change> within(@Nullable Long version, FieldSample before, FieldSample after) {
        return changes(version, before, version, after, true);
    }

    private static List<Change> changes(
            @Nullable Long from, FieldSample before, @Nullable Long to, FieldSample after, boolean isWithin) {
        List<Change> changes = new ArrayList<>();
        for (Field field : before.fields()) {
            if (!after.has(field.path()) && field.share() * after.readable() >= ENOUGH) {
                changes.add(new Change(
                        Kind.VANISHED, field.path(), from, to, isWithin ? field.lastSeen() : null, field.types()));
            }
        }
        for (Field field : after.fields()) {
            if (!before.has(field.path())) {
                if (field.share() * before.readable() >= ENOUGH) {
                    changes.add(new Change(
                            Kind.APPEARED, field.path(), from, to, isWithin ? field.firstSeen() : null, field.types()));
                }
            } else if (areOthers(before.field(field.path()), before, field, after)) {
                changes.add(new Change(Kind.OTHER_TYPES, field.path(), from, to, null, field.types()));
            }
        }
        return changes;
    }

    /** Whether no value has a type that it had before. */
    private static boolean areOthers(Field one, FieldSample before, Field other, FieldSample after) {
        Set<String> common = new TreeSet<>(one.types());
        common.retainAll(other.types());
        return common.isEmpty()
                && one.share() * after.readable() >= ENOUGH
                && other.share() * before.readable() >= ENOUGH;
    }
}
