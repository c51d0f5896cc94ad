package dev.postrider.server.cli;

import dev.postrider.relay.tools.account.Accounts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code accounts password}: another password. */
@Command(
        name = "password",
        description =
                "Gives an account another password, made up and printed once, unless it is read. Its logins end within seconds.")
final class AccountsPasswordCommand extends DatabaseCommand {

    @Parameters(paramLabel = "NAME", description = "the account")
    String name = "";

    @Mixin
    PasswordOptions password = new PasswordOptions();

    /**
     * What is printed as JSON.
     *
     * @param password as it was made up; null if it was read, or nothing was done
     */
    record Result(String name, boolean changed, @Nullable String password) {}

    @Override
    String whyNotRemote() {
        return AccountsCommand.WHY_NOT_REMOTE;
    }

    @Override
    int run(Databases databases, Output output) throws Exception {
        String secret = password.password();
        boolean changed = new Accounts(databases.postgres()).changePassword(name, PasswordOptions.hash(secret, spec));
        String shown = changed && !password.fromStandardInput ? secret : null;
        output.print(new Result(name, changed, shown), text -> {
            text.println(changed ? name + " has another password" : "there is no account '" + name + "'");
            if (shown != null) {
                text.println("password " + shown + " (shown once)");
            }
        });
        return changed ? ExitCodes.FINE : ExitCodes.FOUND;
    }
}
