package dev.postrider.server.cli;

import dev.postrider.relay.tools.account.Accounts;
import dev.postrider.relay.tools.account.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code accounts role}: another role. */
@Command(name = "role", description = "Gives an account another role. Its logins end within seconds.")
final class AccountsRoleCommand extends DatabaseCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "the account")
    String name = "";

    @Parameters(index = "1", paramLabel = "ROLE", description = "viewer or operator")
    String role = "";

    /** What is printed as JSON. */
    record Result(String name, String role, boolean changed) {}

    @Override
    String whyNotRemote() {
        return AccountsCommand.WHY_NOT_REMOTE;
    }

    @Override
    int run(Databases databases, Output output) throws Exception {
        Role meant;
        try {
            meant = Role.of(role);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
        boolean changed = new Accounts(databases.postgres()).changeRole(name, meant);
        output.print(
                new Result(name, meant.word(), changed),
                text -> text.println(changed ? name + " is " + meant.word() : "there is no account '" + name + "'"));
        return changed ? ExitCodes.FINE : ExitCodes.FOUND;
    }
}
