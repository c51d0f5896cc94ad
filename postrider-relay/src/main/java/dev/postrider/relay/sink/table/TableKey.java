package dev.postrider.relay.sink.table;

import dev.postrider.relay.sink.server.TableEngine;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which table a server has, as far as that tells whether another server's is the same one.
 *
 * @param engine empty if there is no table
 * @param uuid empty for a table whose parts are copied between its replicas: it differs from one to the other
 * @param replica of a table whose parts are copied between its replicas; null otherwise
 */
public record TableKey(String engine, String uuid, @Nullable ReplicaStatus replica) {
    /** Of a table in a database that gives its tables none. */
    private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

    /** What two answers tell. */
    public enum Comparison {
        SAME,
        /** Certainly. */
        OTHER,
        /** It may look like that in a moment in which something changes. */
        DIFFERS_NOW,
        /** Nothing was stored yet that would tell them apart. */
        NOT_KNOWN
    }

    /** Whether it takes events. */
    public boolean takesEvents() {
        return replica == null
                ? TableEngine.areReplicas(engine)
                : replica.trouble().isEmpty();
    }

    /** Whether it stores no events, and gives them to other tables. */
    public boolean passesEventsOn() {
        return engine.equals("Distributed");
    }

    /** Whether another server may have the same table, at a first look. */
    public boolean isAlike(TableKey other) {
        if (replica == null || other.replica == null) {
            return isSameCopy(other);
        }
        return replica.path().equals(other.replica.path());
    }

    /** Whether it is one table in one place, which is reached in two ways. */
    public boolean isSameCopy(TableKey other) {
        return !uuid.isEmpty() && !uuid.equals(NO_UUID) && uuid.equals(other.uuid);
    }

    /**
     * Whether another server has the same table. Paths and names in Keeper may be alike in two clusters; what their logs have come to
     * is not.
     *
     * @param other the other server's answer
     * @param after this server's answer after that
     */
    public Comparison compare(TableKey other, TableKey after) {
        if (other.engine.isEmpty()) {
            return Comparison.NOT_KNOWN;
        }
        if (!TableEngine.areReplicas(engine) || !engine.equals(other.engine)) {
            return Comparison.OTHER;
        }
        if (replica == null || other.replica == null || after.replica == null) {
            return uuid.equals(other.uuid) && !uuid.isEmpty() ? Comparison.SAME : Comparison.OTHER;
        }
        return compare(replica, other.replica, after.replica);
    }

    private static Comparison compare(ReplicaStatus before, ReplicaStatus other, ReplicaStatus after) {
        if (!(before.trouble() + other.trouble() + after.trouble()).isEmpty()) {
            return Comparison.NOT_KNOWN;
        }
        if (!before.path().equals(other.path())
                || !Arrays.asList(before.names().split(",")).contains(other.name())) {
            return Comparison.OTHER;
        }
        if (before.newest() > other.newest()
                || other.newest() > after.newest()
                || !other.names().equals(after.names())) {
            return Comparison.DIFFERS_NOW;
        }
        return before.newest() == 0 ? Comparison.NOT_KNOWN : Comparison.SAME;
    }

    /** For people. */
    public String words() {
        if (engine.isEmpty()) {
            return "has no such table";
        }
        if (replica != null) {
            return "has replica " + replica.name() + " of " + replica.names() + " at " + replica.path()
                    + (replica.trouble().isEmpty()
                            ? ", and their log has come to " + replica.newest()
                            : ", which is in trouble: " + replica.trouble());
        }
        return "has a " + engine + " with the UUID " + uuid
                + (TableEngine.areReplicas(engine) || passesEventsOn() ? "" : ", which it keeps alone");
    }

    /** What tells it from any other table of these servers; empty if there is no table, or nothing tells. */
    public String table() {
        if (replica != null) {
            return replica.path();
        }
        return uuid.equals(NO_UUID) ? "" : uuid;
    }

    /** What stays the same of it as long as nobody makes it anew. */
    public String lasting() {
        return replica == null ? uuid : replica.path() + " " + replica.names();
    }
}
