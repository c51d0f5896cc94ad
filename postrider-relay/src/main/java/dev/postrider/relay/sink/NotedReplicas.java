package dev.postrider.relay.sink;

import dev.postrider.relay.sink.table.TableKey;
import org.jspecify.annotations.Nullable;

/**
 * Which servers were proven to have the same event log, as the ledger keeps it with the event log's definition: somebody who starts
 * while one of two servers is down can't compare them.
 *
 * @param text what stays the same of the table, and the servers that have it; empty if nothing is noted
 */
record NotedReplicas(String text) {
    private static final String PROVEN = "\n-- the same table: ";
    private static final String NEXT = " | ";

    /** @param definition as {@link #in} has written it; null if the event log never took events */
    static NotedReplicas of(@Nullable String definition) {
        int at = definition == null ? -1 : definition.indexOf(PROVEN);
        return new NotedReplicas(definition == null || at < 0 ? "" : definition.substring(at + PROVEN.length()));
    }

    /**
     * The definition, with what is known.
     *
     * @param proven the servers, each with its table
     */
    static String in(String definition, TableKey key, Iterable<String> proven) {
        StringBuilder noted = new StringBuilder(definition).append(PROVEN).append(key.lasting());
        proven.forEach(where -> noted.append(NEXT).append(where));
        return noted.toString();
    }

    /**
     * Whether a server is among them, and still has that table.
     *
     * @param where the server, with its table
     */
    boolean has(String where, TableKey key) {
        return text.startsWith(key.lasting() + NEXT) && (text + NEXT).contains(NEXT + where + NEXT);
    }
}
