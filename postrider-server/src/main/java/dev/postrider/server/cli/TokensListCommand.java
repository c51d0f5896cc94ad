package dev.postrider.server.cli;

import dev.postrider.console.answer.TokenList;
import dev.postrider.console.answer.TokenList.Shown;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tokens list}: which tokens there are, and were. */
@Command(
        name = "list",
        description = "Lists tokens for the admin API, the newest first, " + Tokens.MOST
                + " at most; also those that expired or were revoked. Their secrets are known to nobody.")
final class TokensListCommand extends DatabaseCommand {

    @Mixin
    TableOptions tables = new TableOptions();

    @Override
    Screen screen() {
        return tables.screen(environment());
    }

    @Override
    int run(Databases databases, Output output) throws Exception {
        return print(TokenList.of(new Tokens(databases.postgres()).list()), output);
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
        return print(remote.get(RemotePath.of("/tokens"), TokenList.class), output);
    }

    private int print(TokenList list, Output output) {
        output.print(list, text -> print(list.tokens(), text));
        if (list.tokens().size() == Tokens.MOST) {
            output.say("these are the newest " + Tokens.MOST + ", there may be older ones");
        }
        return ExitCodes.FINE;
    }

    private void print(List<Shown> tokens, Lines out) {
        if (tokens.isEmpty()) {
            out.println("none yet: postrider tokens make NAME");
            return;
        }
        Table table = new Table("NUMBER", "NAME", "ROLE", "STATE", "EXPIRES", "LAST USED", "MADE", "BY", "REVOKED BY")
                .leaveOut("REVOKED BY", "BY", "MADE", "LAST USED");
        for (Shown token : tokens) {
            table.row(
                    token.number(),
                    token.name(),
                    token.role(),
                    token.state(),
                    ShownTime.withAge(token.expiresAt(), now()),
                    token.lastUsedAt() == null ? "never" : ShownTime.withAge(token.lastUsedAt(), now()),
                    ShownTime.withAge(token.madeAt(), now()),
                    token.madeBy() == null ? "" : token.madeBy(),
                    token.revokedBy() == null ? "" : token.revokedBy());
        }
        table.print(out);
    }
}
