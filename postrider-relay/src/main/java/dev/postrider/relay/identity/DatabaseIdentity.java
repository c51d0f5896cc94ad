package dev.postrider.relay.identity;

/**
 * The identity of a database: transaction ids and snapshots mean something within one, and nothing beyond it.
 *
 * @param systemIdentifier the cluster's; another one after a dump and restore, in a new cluster and after pg_upgrade
 * @param timeline another one after a promotion; 0 if it was not seen yet
 */
public record DatabaseIdentity(long systemIdentifier, long timeline) {

    /** Reads the form of {@code postrider.life()}. */
    public static DatabaseIdentity parse(String text) {
        int slash = text.indexOf('/');
        return new DatabaseIdentity(
                Long.parseLong(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1)));
    }

    /** As {@code postrider.life()} writes it. */
    @Override
    public String toString() {
        return systemIdentifier + "/" + timeline;
    }
}
