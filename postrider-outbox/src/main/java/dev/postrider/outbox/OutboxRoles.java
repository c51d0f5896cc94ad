package dev.postrider.outbox;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the roles are called that publish, deliver and read. Roles belong to the cluster: where a member of one database's role
 * must not act in another's, each database has names of its own. The schema keeps them; at first they are
 * {@code postrider_writer}, {@code postrider_relay} and {@code postrider_reader}.
 *
 * @param writer for applications; null keeps the name
 * @param relay for relays and the operator's commands; null keeps the name
 * @param reader for dashboards and people; null keeps the name
 */
public record OutboxRoles(
        @Nullable String writer,
        @Nullable String relay,
        @Nullable String reader) {

    private static final int MOST_BYTES = 63;

    /** @throws IllegalArgumentException if PostgreSQL would not take a name, or two are the same */
    public OutboxRoles {
        requireName("writer", writer);
        requireName("relay", relay);
        requireName("reader", reader);
        long given = Stream.of(writer, relay, reader).filter(Objects::nonNull).count();
        if (Stream.of(writer, relay, reader).filter(Objects::nonNull).distinct().count() < given) {
            throw new IllegalArgumentException("the roles of writers, relays and readers are " + writer + ", " + relay
                    + " and " + reader + "; each needs a name of its own");
        }
    }

    private static void requireName(String duty, @Nullable String name) {
        if (name == null) {
            return;
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "the " + duty + "'s role \"" + name + "\" has " + bytes + " bytes, allowed are 1 to " + MOST_BYTES);
        }
        if (name.startsWith("pg_") || name.equals("public") || name.equals("none")) {
            throw new IllegalArgumentException(
                    "the " + duty + "'s role can't be called " + name + ": PostgreSQL keeps that name");
        }
    }
}
