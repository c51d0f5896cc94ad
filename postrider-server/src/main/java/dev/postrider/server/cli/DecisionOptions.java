package dev.postrider.server.cli;

import dev.postrider.relay.tools.Decision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Who decides or orders something, and why. */
final class DecisionOptions {

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "who does it, kept with what is done (the user's name; with --url it is the token's)")
    @Nullable
    String by;

    @Option(names = "--note", paramLabel = "TEXT", description = "why, kept with what is done")
    @Nullable
    String note;

    Decision decision() {
        String name = by == null ? System.getProperty("user.name", "") : by;
        return new Decision(name.isEmpty() ? null : name, note);
    }

    /** Why, for a server, which wants to be told; who does it, it knows by the token. */
    String noteForServer(CommandSpec spec) {
        requireNobody(spec);
        if (note == null || note.isBlank()) {
            throw new ParameterException(
                    spec.commandLine(), "--note is missing, must say why: with --url each change needs one");
        }
        return note;
    }

    /** Refuses a name where a server goes by the token. */
    void requireNobody(CommandSpec spec) {
        if (by != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--by does not go with --url: who does it is known by the token; leave it out, or say it in --note");
        }
    }
}
