package dev.postrider.server.cli;

import dev.postrider.relay.tools.Decision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who decides or orders something, and why. */
final class DecisionOptions {

    @Option(names = "--by", paramLabel = "NAME", description = "who does it, kept with what is done (the user's name)")
    String by = System.getProperty("user.name", "");

    @Option(names = "--note", paramLabel = "TEXT", description = "why, kept with what is done")
    @Nullable
    String note;

    Decision decision() {
        return new Decision(by.isEmpty() ? null : by, note);
    }
}
