package dev.postrider.server.cli;

import dev.postrider.relay.tools.account.Accounts;
import dev.postrider.relay.tools.account.Role;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code accounts add}: one more who may log in. */
@Command(
        name = "add",
        description =
                "Makes an account. Its password is made up and printed once, unless it is read. Exit code 1 if there is one already.")
final class AccountsAddCommand extends DatabaseCommand {

    @Parameters(paramLabel = "NAME", description = "1 to 64 characters, without blanks, commas and colons")
    String name = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "viewer sees everything, operator changes it too (viewer)")
    String role = "viewer";

    @Mixin
    PasswordOptions password = new PasswordOptions();

    /**
     * What is printed as JSON.
     *
     * @param password as it was made up; null if it was read, or nothing was done
     */
    record Result(
            String name,
            String role,
            boolean added,
            @Nullable String password) {}

    @Override
    String whyNotRemote() {
        return AccountsCommand.WHY_NOT_REMOTE;
    }

    @Override
    int run(Databases databases, Output output) throws Exception {
        if (!name.matches("[^\\s,:]{1,64}")) {
            throw wrongUsage("'" + name
                    + "' is no account's name, must be 1 to 64 characters without blanks, commas and colons");
        }
        Role meant = role();
        String secret = password.password();
        boolean added = new Accounts(databases.postgres()).add(name, meant, PasswordOptions.hash(secret, spec));
        String shown = added && !password.fromStandardInput ? secret : null;
        output.print(new Result(name, meant.word(), added, shown), text -> {
            text.println(
                    added ? name + " may log in as " + meant.word() : "there is an account '" + name + "' already");
            if (shown != null) {
                text.println("password " + shown + " (shown once)");
            }
        });
        return added ? ExitCodes.FINE : ExitCodes.FOUND;
    }

    private Role role() {
        try {
            return Role.of(role);
        } catch (IllegalArgumentException e) {
            throw wrongUsage("--role: " + e.getMessage());
        }
    }
}
