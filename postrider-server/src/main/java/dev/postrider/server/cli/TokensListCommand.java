package dev.postrider.server.cli;

import dev.postrider.relay.tools.token.Token;
import dev.postrider.relay.tools.token.Tokens;
import java.time.Instant;
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

    /** A token, as it is printed. */
    record Shown(
            long number,
            String name,
            String role,
            String state,
            Instant madeAt,
            @Nullable String madeBy,
            Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt,
            @Nullable String revokedBy) {
        static Shown of(Token token) {
            return new Shown(
                    token.number(),
                    token.name(),
                    token.role().word(),
                    token.state().word(),
                    token.madeAt(),
                    token.madeBy(),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    token.revokedAt(),
                    token.revokedBy());
        }
    }

    @Override
    Screen screen() {
        return tables.screen(environment());
    }

    @Override
    int run(Databases databases, Output output) throws Exception {
        List<Shown> tokens =
                new Tokens(databases.postgres()).list().stream().map(Shown::of).toList();
        output.print(tokens, text -> print(tokens, text));
        if (tokens.size() == Tokens.MOST) {
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
