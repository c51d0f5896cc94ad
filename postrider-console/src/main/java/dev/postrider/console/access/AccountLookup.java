package dev.postrider.console.access;

import dev.postrider.relay.tools.account.Account;
import java.sql.SQLException;
import java.util.Optional;

/** Who may log in. Thread-safe. */
interface AccountLookup {
    /**
     * The account of a name.
     *
     * @throws SQLException if that is not known because the database can't be asked
     */
    Optional<Account> find(String name) throws SQLException;
}
