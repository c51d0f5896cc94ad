package dev.postrider.relay.tools.request;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.tools.request.BegunRequest.Answered;
import dev.postrider.relay.tools.request.BegunRequest.Different;
import dev.postrider.relay.tools.request.BegunRequest.New;
import dev.postrider.relay.tools.request.BegunRequest.UnderWay;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Requests that may come again, by the keys that clients give them: each is done once, and its answer is given again, for 24 hours. The
 * same for all servers of an outbox. Thread-safe.
 *
 * <p>A caller begins a request, does it if it is new, and says what it answered. If the process dies between, the request stays under
 * way: that it was not done would be a guess.
 */
public final class IdempotentRequests {
    /** After that long without an answer nobody works on a request any more, as far as one can tell. It stays under way all the same. */
    public static final Duration LONGEST_WORK = Duration.ofMinutes(10);

    /** The longest actor and the longest key, in characters. */
    public static final int LONGEST_TEXT = 255;

    /** Each attempt that finds nothing to collide with means that somebody forgot a request in that very moment. */
    private static final int ATTEMPTS = 100;

    private static final NamedSql FORGET_OLD = NamedSql.file(IdempotentRequests.class, "forget_old.sql");
    private static final NamedSql BEGIN = NamedSql.file(IdempotentRequests.class, "begin.sql");
    private static final NamedSql SWEEP = NamedSql.file(IdempotentRequests.class, "sweep.sql");
    private static final NamedSql FIND = NamedSql.file(IdempotentRequests.class, "find.sql");
    private static final NamedSql ANSWERED = NamedSql.file(IdempotentRequests.class, "answered.sql");
    private static final NamedSql FORGET = NamedSql.file(IdempotentRequests.class, "forget.sql");

    private final DataSource dataSource;

    /** Connects to nothing yet. */
    public IdempotentRequests(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Begins a request. Of several that begin at once with the same actor and key, one is new.
     *
     * @param actor who asks, 1 to {@value #LONGEST_TEXT} characters: a token's number, or {@code user:} and a name
     * @param key what the actor calls the request, 1 to {@value #LONGEST_TEXT} characters
     * @param fingerprint of {@link RequestFingerprint}
     * @throws IllegalArgumentException if the actor, the key or the fingerprint can't be
     */
    public BegunRequest begin(String actor, String key, byte[] fingerprint) throws SQLException {
        requireText("actor", actor);
        requireText("key", key);
        if (fingerprint.length != RequestFingerprint.BYTES) {
            throw new IllegalArgumentException(
                    "a fingerprint of " + fingerprint.length + " bytes, must be " + RequestFingerprint.BYTES);
        }
        try (Connection connection = Connections.committing(dataSource)) {
            // before the sweep: whoever waits for another transaction here holds nothing that one waits for
            run(connection, FORGET_OLD, actor, key);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (isNew(connection, actor, key, fingerprint)) {
                    try (NamedStatement sweep = SWEEP.prepare(connection)) {
                        sweep.executeUpdate();
                    }
                    return new New();
                }
                Optional<BegunRequest> known = known(connection, actor, key, fingerprint);
                if (known.isPresent()) {
                    return known.get();
                }
            }
            throw new SQLException("the request was begun and forgotten " + ATTEMPTS + " times by others meanwhile");
        }
    }

    /**
     * Keeps what was answered to a request that was new; an answer that is there stays. An answer that holds a secret has to be kept
     * without its body.
     *
     * @param status of HTTP, 100 to 599
     * @param type the body's media type; null for none
     * @param body null for none; without the character NUL, which no JSON text has
     * @return false if there was no such request, or it had an answer
     */
    public boolean answered(String actor, String key, int status, @Nullable String type, @Nullable String body)
            throws SQLException {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException(status + " is no status of HTTP, must be 100 to 599");
        }
        for (String text : new @Nullable String[] {type, body}) {
            if (text != null && !canBeStored(text)) {
                throw new IllegalArgumentException(
                        "an answer can't be kept with the character NUL or half a character");
            }
        }
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = ANSWERED.prepare(connection)
                        .set("actor", actor)
                        .set("key", key)
                        .set("status", status)
                        .set("type", type)
                        .set("body", body)) {
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Forgets a request of which certainly nothing was done, so that it is new when it comes again. One that was answered stays.
     *
     * @return whether it was forgotten
     */
    public boolean forget(String actor, String key) throws SQLException {
        try (Connection connection = Connections.committing(dataSource)) {
            return run(connection, FORGET, actor, key) == 1;
        }
    }

    private static boolean isNew(Connection connection, String actor, String key, byte[] fingerprint)
            throws SQLException {
        try (NamedStatement statement = BEGIN.prepare(connection)
                        .set("actor", actor)
                        .set("key", key)
                        .set("fingerprint", fingerprint);
                ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    private static Optional<BegunRequest> known(Connection connection, String actor, String key, byte[] fingerprint)
            throws SQLException {
        try (NamedStatement statement =
                        FIND.prepare(connection).set("actor", actor).set("key", key);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            if (!Arrays.equals(row.getBytes(1), fingerprint)) {
                return Optional.of(new Different());
            }
            int status = row.getInt(2);
            return Optional.of(
                    row.wasNull()
                            ? new UnderWay(Instants.at(row, 5), Duration.ofMillis(row.getLong(6)))
                            : new Answered(status, row.getString(3), row.getString(4)));
        }
    }

    private static int run(Connection connection, NamedSql sql, String actor, String key) throws SQLException {
        try (NamedStatement statement =
                sql.prepare(connection).set("actor", actor).set("key", key)) {
            return statement.executeUpdate();
        }
    }

    private static void requireText(String what, String text) {
        int length = text.codePointCount(0, text.length());
        if (length < 1 || length > LONGEST_TEXT) {
            throw new IllegalArgumentException(
                    "the " + what + " has " + length + " characters, must have 1 to " + LONGEST_TEXT);
        }
        if (!canBeStored(text)) {
            throw new IllegalArgumentException("the " + what + " has a NUL or half a character");
        }
    }

    /** PostgreSQL's texts have no NUL; half of a surrogate pair becomes a question mark on the way there. */
    private static boolean canBeStored(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
