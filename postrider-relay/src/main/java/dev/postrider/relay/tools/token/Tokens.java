package dev.postrider.relay.tools.token;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.account.Role;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tokens for the admin API, the same for all servers of an outbox. Keeps no secret, only hashes. Tokens are never deleted: who made and
 * revoked them is in the audit trail. Thread-safe.
 */
public final class Tokens {
    /** The shortest time that a token may be valid for. */
    public static final Duration SHORTEST = Duration.ofMinutes(1);

    /** The longest time that a token may be valid for. */
    public static final Duration LONGEST = Duration.ofDays(366);

    /** Tokens in one list at most. */
    public static final int MOST = 1_000;

    private static final NamedSql MAKE = NamedSql.file(Tokens.class, "make.sql");
    private static final NamedSql LIST = NamedSql.file(Tokens.class, "list.sql");
    private static final NamedSql REVOKE = NamedSql.file(Tokens.class, "revoke.sql");
    private static final NamedSql FIND = NamedSql.file(Tokens.class, "find.sql");

    /** What is seen where it is printed: no blanks, no control characters, none that turn a text around, no halves of characters. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]{1,64}");

    /** As many digits as fit a number. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private final DataSource dataSource;

    /** Connects to nothing yet. */
    public Tokens(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Makes a token, which is valid from now on.
     *
     * @param name 1 to 64 characters that can be seen, not digits alone
     * @param lifetime how long it is valid, {@link #SHORTEST} to {@link #LONGEST}
     * @param decision who makes it, and why
     * @return the token with its secret, which nobody can ask for again; empty if there is one of that name that was not revoked, be it
     *     valid or expired
     * @throws IllegalArgumentException if the name or the lifetime can't be
     */
    public Optional<MadeToken> make(String name, Role role, Duration lifetime, Decision decision) throws SQLException {
        if (!NAME.matcher(name).matches() || DIGITS.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a token's name must be 1 to 64 characters that can be seen, without blanks, and not digits alone");
        }
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a token's lifetime must be a minute to 366 days");
        }
        String secret = Secret.random();
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = MAKE.prepare(connection)
                        .set("name", name)
                        .set("role", role.word())
                        .set("hash", Secret.hash(secret))
                        .set("by", decision.by())
                        .set("note", decision.note())
                        .set("lifetime", lifetime.toString())) {
            return one(statement).map(token -> new MadeToken(token, secret));
        }
    }

    /** The newest tokens, the newest first, {@value #MOST} at most; also those that expired or were revoked. */
    public List<Token> list() throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement = LIST.prepare(connection).set("most", MOST);
                ResultSet row = statement.executeQuery()) {
            List<Token> tokens = new ArrayList<>();
            while (row.next()) {
                tokens.add(token(row));
            }
            return tokens;
        }
    }

    /**
     * Revokes a token: whoever looks it up from now on doesn't find it. An expired one may be revoked, which frees its name.
     *
     * @param nameOrNumber digits alone are a number
     * @param decision who revokes it, and why
     * @return the token; empty if there is none, or it was revoked already
     */
    public Optional<Token> revoke(String nameOrNumber, Decision decision) throws SQLException {
        boolean digits = DIGITS.matcher(nameOrNumber).matches();
        if (digits
                ? !NUMBER.matcher(nameOrNumber).matches()
                : !NAME.matcher(nameOrNumber).matches()) {
            return Optional.empty();
        }
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = REVOKE.prepare(connection)
                        .set("number", digits ? Long.valueOf(nameOrNumber) : null)
                        .set("name", digits ? null : nameOrNumber)
                        .set("by", decision.by())
                        .set("note", decision.note())) {
            return one(statement);
        }
    }

    /**
     * The token of a secret, if it is valid. Notes that it was used, once a minute at the most. What has not the form of a secret is
     * answered without asking the database. For each request: what was revoked or has expired is not found from then on.
     *
     * @param secret as it came, whatever it is; null is none
     */
    public Optional<Token> find(@Nullable String secret) throws SQLException {
        if (secret == null || !Secret.isWellFormed(secret)) {
            return Optional.empty();
        }
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = FIND.prepare(connection).set("hash", Secret.hash(secret))) {
            return one(statement);
        }
    }

    private static Optional<Token> one(NamedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(token(row)) : Optional.empty();
        }
    }

    private static Token token(ResultSet row) throws SQLException {
        return new Token(
                row.getLong(1),
                row.getString(2),
                Role.of(row.getString(3)),
                Instants.at(row, 4),
                row.getString(5),
                Instants.at(row, 6),
                Instants.orNull(row, 7),
                Instants.orNull(row, 8),
                row.getString(9),
                Token.State.valueOf(row.getString(10)));
    }
}
