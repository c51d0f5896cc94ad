package dev.postrider.relay.sink.table;

import com.clickhouse.client.api.query.GenericRecord;
import dev.postrider.relay.sql.SqlFile;

/**
 * How a replica of the event log is, and how far behind the others.
 *
 * @param path where the replicas meet in Keeper
 * @param trouble why it takes no events; empty if it does
 * @param newest the newest entry of the replicas' common log
 * @param next the entry that it takes up next
 * @param queued how many parts it still has to fetch
 * @param checking how many parts it reads of which it does not know whether the other replicas have them, and may drop
 * @param names of all replicas, in order, with commas between
 * @param active how many of all replicas are there
 */
public record ReplicaStatus(
        String name,
        String path,
        String trouble,
        long newest,
        long next,
        long queued,
        long checking,
        String names,
        long active,
        long total) {
    /** Asks for it, with the parameters {@code database} and {@code table}. */
    public static final String SQL = SqlFile.text(ReplicaStatus.class, "replica_status.sql");

    /** Reads a row of {@link #SQL}. */
    public static ReplicaStatus of(GenericRecord row) {
        return new ReplicaStatus(
                row.getString("replica_name"),
                row.getString("zookeeper_path"),
                row.getString("trouble"),
                row.getLong("newest"),
                row.getLong("next"),
                row.getLong("queued"),
                row.getLong("checking"),
                row.getString("names"),
                row.getLong("active"),
                row.getLong("total"));
    }

    /** Whether it knows of everything that any replica was given. */
    public boolean hasTakenUpTheLog() {
        return trouble.isEmpty() && next > newest;
    }

    /** Whether it has every part that it knows of. */
    public boolean hasFetchedAll() {
        return trouble.isEmpty() && queued == 0;
    }

    /** Whether it may drop parts that it reads now. */
    public boolean hasPartsInDoubt() {
        return checking > 0;
    }

    /** A log with one entry that was not taken up looks like an empty one. */
    public boolean seesNoLog() {
        return trouble.isEmpty() && newest == 0 && next == 0;
    }

    /** What keeps it from having everything, for people; empty if nothing does. */
    public String lag() {
        if (!trouble.isEmpty()) {
            return trouble;
        }
        long waiting = seesNoLog() ? 0 : Math.max(0, newest + 1 - next);
        if (waiting + queued > 0) {
            return waiting + " entries of the log are not taken up, and " + queued + " parts not fetched";
        }
        return checking == 0
                ? ""
                : "it does not know yet whether " + checking
                        + " parts are stored, as Keeper was lost while they were; it looks within minutes, or when it starts again";
    }
}
