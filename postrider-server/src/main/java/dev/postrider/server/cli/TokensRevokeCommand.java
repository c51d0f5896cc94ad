package dev.postrider.server.cli;

import dev.postrider.relay.tools.token.Token;
import dev.postrider.relay.tools.token.Tokens;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tokens revoke}: one token less. */
@Command(
        name = "revoke",
        description =
                "Revokes a token: the admin API refuses it from the next request on. Exit code 1 if there is no such token, or it was"
                        + " revoked already.")
final class TokensRevokeCommand extends DatabaseCommand {

    @Parameters(paramLabel = "NAME_OR_NUMBER", description = "the token; digits alone are its number")
    String nameOrNumber = "";

    @Mixin
    DecisionOptions who = new DecisionOptions();

    /**
     * What is printed as JSON.
     *
     * @param number null if nothing was done
     * @param name null if nothing was done
     */
    record Result(
            boolean revoked,
            @Nullable Long number,
            @Nullable String name) {}

    @Override
    int run(Databases databases, Output output) throws Exception {
        Token token = new Tokens(databases.postgres())
                .revoke(nameOrNumber, who.decision())
                .orElse(null);
        if (token == null) {
            output.print(
                    new Result(false, null, null),
                    text -> text.println("there is no token '" + nameOrNumber + "' that was not revoked already"));
            return ExitCodes.FOUND;
        }
        output.print(
                new Result(true, token.number(), token.name()),
                text -> text.println("token " + token.number() + ", " + token.name() + ", is revoked"));
        return ExitCodes.FINE;
    }
}
