package dev.postrider.server.cli;

import dev.postrider.console.answer.TokenList;
import dev.postrider.console.answer.TokenList.Revoked;
import dev.postrider.console.answer.TokenList.Shown;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemoteFailure;
import dev.postrider.server.cli.remote.RemotePath;
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
        return print(
                new Tokens(databases.postgres())
                        .revoke(nameOrNumber, who.decision())
                        .map(Shown::of)
                        .orElse(null),
                output);
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    boolean isAboutOneOutbox() {
        return false;
    }

    @Override
    int run(Remote remote, Output output) {
        who.requireNobody(spec);
        Long number = number(remote);
        return print(number == null ? null : revoke(remote, number, who.note), output);
    }

    /** Digits alone are a number; of others it is asked. */
    private @Nullable Long number(Remote remote) {
        return nameOrNumber.matches("[0-9]{1,18}")
                ? Long.valueOf(nameOrNumber)
                : remote.get(RemotePath.of("/tokens"), TokenList.class).tokens().stream()
                        .filter(token -> token.name().equals(nameOrNumber) && token.revokedAt() == null)
                        .map(Shown::number)
                        .findFirst()
                        .orElse(null);
    }

    /** The one that was revoked; null if there is none of the number, or it was revoked already. */
    static @Nullable Shown revoke(Remote remote, long number, @Nullable String note) {
        RemotePath path = RemotePath.of("/tokens/" + number).with("note", note);
        try {
            return remote.change("DELETE", path, null, Revoked.class).token();
        } catch (RemoteFailure e) {
            if (e.kind() == RemoteFailure.Kind.NOT_THERE) {
                return null;
            }
            throw e;
        }
    }

    private int print(@Nullable Shown token, Output output) {
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
