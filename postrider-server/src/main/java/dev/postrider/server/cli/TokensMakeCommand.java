package dev.postrider.server.cli;

import dev.postrider.console.answer.TokenList.Made;
import dev.postrider.console.answer.TokenList.Shown;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.relay.tools.token.MadeToken;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemoteFailure;
import dev.postrider.server.cli.remote.RemotePath;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tokens make}: one more token. */
@Command(
        name = "make",
        description =
                "Makes a token for the admin API. Its secret is made up, and printed once, or written to a file that only you can read."
                        + " Exit code 1 if there is a token of that name that was not revoked.")
final class TokensMakeCommand extends DatabaseCommand {

    private static final Pattern LIFETIME = Pattern.compile("([0-9]{1,6})([mhd])");

    @Parameters(
            paramLabel = "NAME",
            description = "1 to 64 characters that can be seen, without blanks, not digits alone")
    String name = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "viewer sees everything, operator changes it too (viewer)")
    String role = "viewer";

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "for how long it is valid, as 90m, 12h or 30d, 1m to 366d (30d)")
    String expires = "30d";

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "write the secret to this new file, which only you can read, instead of printing it")
    @Nullable
    Path to;

    @Mixin
    DecisionOptions who = new DecisionOptions();

    /**
     * What is printed as JSON.
     *
     * @param number null if it was not made
     * @param expiresAt null if it was not made
     * @param secret null if it was not made, or is in the file
     * @param file null if none was written
     */
    record Result(
            String name,
            String role,
            boolean made,
            @Nullable Long number,
            @Nullable Instant expiresAt,
            @Nullable String secret,
            @Nullable String file) {}

    @Override
    int run(Databases databases, Output output) throws Exception {
        Tokens tokens = new Tokens(databases.postgres());
        Role meant = role();
        Duration lifetime = lifetime();
        return run(
                output,
                () -> make(tokens, meant, lifetime).map(made -> new Made(Shown.of(made.token()), made.secret())),
                number -> tokens.revoke(String.valueOf(number), who.decision()));
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
    int run(Remote remote, Output output) throws Exception {
        who.requireNobody(spec);
        Wanted wanted = new Wanted(name, role().word(), lifetime(), who.note);
        return run(
                output,
                () -> {
                    try {
                        return Optional.of(remote.change("POST", RemotePath.of("/tokens"), wanted, Made.class));
                    } catch (RemoteFailure e) {
                        if (e.kind() == RemoteFailure.Kind.CONFLICT) {
                            return Optional.empty();
                        }
                        throw e;
                    }
                },
                number -> TokensRevokeCommand.revoke(remote, number, who.note));
    }

    /** What the admin API takes. */
    private record Wanted(
            String name,
            String role,
            Duration lifetime,
            @Nullable String note) {}

    /** Makes the token; empty if there is one of the name. */
    private interface Maker {
        Optional<Made> make() throws Exception;
    }

    /** Takes it away again. */
    private interface Revoker {
        void revoke(long number) throws SQLException;
    }

    private int run(Output output, Maker maker, Revoker revoker) throws Exception {
        if (to == null) {
            return report(output, maker.make(), null);
        }
        try (SecretFile file = SecretFile.create(to, this::wrongUsage)) {
            Optional<Made> made = maker.make();
            if (made.isPresent()) {
                write(file, made.get(), revoker);
            }
            return report(output, made, made.isPresent() ? to : null);
        }
    }

    private Optional<MadeToken> make(Tokens tokens, Role meant, Duration lifetime) throws SQLException {
        try {
            return tokens.make(name, meant, lifetime, who.decision());
        } catch (IllegalArgumentException e) {
            throw wrongUsage("'" + name + "', --expires=" + expires + ": " + e.getMessage());
        }
    }

    /** A token whose secret nobody has is not left behind. */
    private static void write(SecretFile file, Made made, Revoker revoker) throws IOException, SQLException {
        try {
            file.write(made.secret());
        } catch (IOException e) {
            revoker.revoke(made.token().number());
            throw e;
        }
    }

    private int report(Output output, Optional<Made> made, @Nullable Path file) {
        Role meant = role();
        if (made.isEmpty()) {
            output.print(
                    new Result(name, meant.word(), false, null, null, null, null),
                    text -> text.println("there is a token '" + name
                            + "' that was not revoked: postrider tokens revoke " + name + ", or choose another name"));
            return ExitCodes.FOUND;
        }
        Made token = made.get();
        Result result = new Result(
                name,
                meant.word(),
                true,
                token.token().number(),
                token.token().expiresAt(),
                file == null ? token.secret() : null,
                file == null ? null : file.toString());
        output.print(result, text -> {
            text.println("token " + token.token().number() + ", " + name + ", is " + meant.word() + " until "
                    + ShownTime.of(token.token().expiresAt()));
            text.println(file == null ? "secret " + token.secret() + " (shown once)" : "its secret is in " + file);
        });
        return ExitCodes.FINE;
    }

    private Duration lifetime() {
        Matcher typed = LIFETIME.matcher(expires);
        if (!typed.matches()) {
            throw wrongUsage("--expires is '" + expires + "', must be as 90m, 12h or 30d");
        }
        long count = Long.parseLong(typed.group(1));
        return switch (typed.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private Role role() {
        try {
            return Role.of(role);
        } catch (IllegalArgumentException e) {
            throw wrongUsage("--role: " + e.getMessage());
        }
    }
}
