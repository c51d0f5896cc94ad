package dev.postrider.relay.sink;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which server serves, of those that keep one event log: everything goes to it. That it serves does not say that it answers.
 *
 * @param endpoint its URL, without user and password
 * @param table the event log's, with its database
 * @param since when it began to serve; for the first one, when the sink was made
 * @param others those that could take over, in the order in which they are named
 */
public record Serving(String endpoint, String table, Instant since, List<Other> others) {
    public Serving {
        others = List.copyOf(others);
    }

    /**
     * A server that does not serve now.
     *
     * @param endpoint its URL, without user and password
     * @param isProven whether it was proven to keep the same event log: no other one takes over
     */
    public record Other(String endpoint, boolean isProven) {}

    /** Where events go: the server and its table. */
    public String where() {
        return endpoint + "/" + table;
    }

    /** All servers, the one that serves first. */
    public List<String> endpoints() {
        return Stream.concat(Stream.of(endpoint), others.stream().map(Other::endpoint))
                .toList();
    }

    /** Whether that server serves, or was proven to keep the same event log as the one that does. */
    public boolean isProven(String server) {
        return endpoint.equals(server)
                || others.stream()
                        .anyMatch(other -> other.isProven() && other.endpoint().equals(server));
    }
}
