package dev.postrider.server.cli;

import dev.postrider.relay.tools.account.Accounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code accounts remove}: one less who may log in. */
@Command(name = "remove", description = "Removes an account. Its logins end within seconds.")
final class AccountsRemoveCommand extends DatabaseCommand {

    @Parameters(paramLabel = "NAME", description = "the account")
    String name = "";

    /** What is printed as JSON. */
    record Result(String name, boolean removed) {}

    @Override
    String whyNotRemote() {
        return AccountsCommand.WHY_NOT_REMOTE;
    }

    @Override
    int run(Databases databases, Output output) throws Exception {
        boolean removed = new Accounts(databases.postgres()).remove(name);
        output.print(
                new Result(name, removed),
                text -> text.println(removed ? name + " is removed" : "there is no account '" + name + "'"));
        return removed ? ExitCodes.FINE : ExitCodes.FOUND;
    }
}
