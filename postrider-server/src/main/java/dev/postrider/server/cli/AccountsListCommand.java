package dev.postrider.server.cli;

import dev.postrider.relay.tools.account.Accounts;
import dev.postrider.relay.tools.account.Accounts.Listed;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code accounts list}: who may log in to the console. */
@Command(name = "list", description = "Lists who may log in to the console. Passwords are known to nobody.")
final class AccountsListCommand extends DatabaseCommand {

    /** An account, as it is printed. */
    record Shown(String name, String role, Instant madeAt, Instant changedAt) {
        static Shown of(Listed account) {
            return new Shown(account.name(), account.role().word(), account.madeAt(), account.changedAt());
        }
    }

    @Override
    String whyNotRemote() {
        return AccountsCommand.WHY_NOT_REMOTE;
    }

    @Override
    int run(Databases databases, Output output) throws Exception {
        List<Shown> accounts = new Accounts(databases.postgres())
                .list().stream().map(Shown::of).toList();
        output.print(accounts, text -> print(accounts, text));
        return ExitCodes.FINE;
    }

    private void print(List<Shown> accounts, Lines out) {
        if (accounts.isEmpty()) {
            out.println("none yet: the first server makes one, or postrider accounts add");
            return;
        }
        Table table = new Table("NAME", "ROLE", "MADE", "CHANGED");
        for (Shown account : accounts) {
            table.row(
                    account.name(),
                    account.role(),
                    ShownTime.withAge(account.madeAt(), now()),
                    ShownTime.withAge(account.changedAt(), now()));
        }
        table.print(out);
    }
}
