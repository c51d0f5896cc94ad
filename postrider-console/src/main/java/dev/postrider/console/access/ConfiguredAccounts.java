package dev.postrider.console.access;

import dev.postrider.relay.tools.account.Account;
import dev.postrider.relay.tools.account.Role;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accounts out of a setting; they are the same as long as the process lives. Immutable. */
final class ConfiguredAccounts implements AccountLookup {
    private final Map<String, Account> accounts = new LinkedHashMap<>();

    /**
     * Reads them.
     *
     * @param users each {@code name:role:hash}
     */
    ConfiguredAccounts(List<String> users) {
        for (String user : users) {
            String[] parts = user.split(":", 3);
            accounts.put(parts[0], new Account(parts[0], Role.of(parts[1]), parts[2], Instant.EPOCH));
        }
    }

    @Override
    public Optional<Account> find(String name) {
        return Optional.ofNullable(accounts.get(name));
    }
}
