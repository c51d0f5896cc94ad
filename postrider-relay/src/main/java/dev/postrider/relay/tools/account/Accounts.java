package dev.postrider.relay.tools.account;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Who may log in to the web console, the same for all servers of an outbox. Knows no password, only hashes. Thread-safe. */
public final class Accounts {
    private static final NamedSql FIND = NamedSql.file(Accounts.class, "find_account.sql");
    private static final NamedSql LIST = NamedSql.file(Accounts.class, "list_accounts.sql");
    private static final NamedSql ADD = NamedSql.file(Accounts.class, "add_account.sql");
    private static final NamedSql ADD_FIRST = NamedSql.file(Accounts.class, "add_first_account.sql");
    private static final NamedSql CHANGE = NamedSql.file(Accounts.class, "change_account.sql");
    private static final NamedSql REMOVE = NamedSql.file(Accounts.class, "remove_account.sql");

    private final DataSource dataSource;

    /** Connects to nothing yet. */
    public Accounts(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * An account, as a list shows it.
     *
     * @param madeAt when it was made
     * @param changedAt when its password or role was changed last
     */
    public record Listed(String name, Role role, Instant madeAt, Instant changedAt) {}

    /** The account of a name. */
    public Optional<Account> find(String name) throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement = FIND.prepare(connection).set("name", name);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(new Account(
                            row.getString(1), Role.of(row.getString(2)), row.getString(3), Instants.at(row, 4)))
                    : Optional.empty();
        }
    }

    /** All accounts, by their names. */
    public List<Listed> list() throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement = LIST.prepare(connection);
                ResultSet row = statement.executeQuery()) {
            List<Listed> accounts = new ArrayList<>();
            while (row.next()) {
                accounts.add(new Listed(
                        row.getString(1), Role.of(row.getString(2)), Instants.at(row, 3), Instants.at(row, 4)));
            }
            return accounts;
        }
    }

    /**
     * Makes an account.
     *
     * @return false if there is one of that name: it is left as it is
     */
    public boolean add(String name, Role role, String passwordHash) throws SQLException {
        return run(ADD, name, role.word(), passwordHash);
    }

    /**
     * Makes an operator's account, if there is no account at all.
     *
     * @return whether it was made
     */
    public boolean addFirst(String name, String passwordHash) throws SQLException {
        return run(ADD_FIRST, name, Role.OPERATOR.word(), passwordHash);
    }

    /** Whether there is no account yet. */
    public boolean isEmpty() throws SQLException {
        return list().isEmpty();
    }

    /**
     * Gives an account another password; its logins end.
     *
     * @return false if there is no such account
     */
    public boolean changePassword(String name, String passwordHash) throws SQLException {
        return run(CHANGE, name, null, passwordHash);
    }

    /**
     * Gives an account another role; its logins end.
     *
     * @return false if there is no such account
     */
    public boolean changeRole(String name, Role role) throws SQLException {
        return run(CHANGE, name, role.word(), null);
    }

    /**
     * Removes an account; its logins end.
     *
     * @return false if there is no such account
     */
    public boolean remove(String name) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = REMOVE.prepare(connection)) {
            return statement.set("name", name).executeUpdate() == 1;
        }
    }

    private boolean run(NamedSql sql, String name, @Nullable String role, @Nullable String hash) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = sql.prepare(connection)) {
            return statement
                            .set("name", name)
                            .set("role", role)
                            .set("password_hash", hash)
                            .executeUpdate()
                    == 1;
        }
    }
}
