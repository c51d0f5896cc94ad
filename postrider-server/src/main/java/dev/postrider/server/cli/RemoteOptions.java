package dev.postrider.server.cli;

import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemoteAddress;
import dev.postrider.server.cli.remote.RemoteToken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which server's admin API to ask in place of the databases. */
final class RemoteOptions {
    private static final int USUAL_SECONDS = 60;
    private static final int LONGEST_SECONDS = 3_600;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "ask the admin API of this server instead of the databases, which need not be known then (POSTRIDER_URL);"
                            + " its token is in POSTRIDER_TOKEN or a file")
    @Nullable
    String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "with --url: the file with the token (POSTRIDER_TOKEN_FILE)")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--outbox",
            paramLabel = "NAME",
            description =
                    "with --url: which, where the server has several; without it, of events: those from this outbox")
    @Nullable
    String outbox;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description =
                    "with --url: how long one answer may take, 1 to " + LONGEST_SECONDS + " (" + USUAL_SECONDS + ")")
    @Nullable
    Integer seconds;

    /** Where the API is; null if the databases are meant. */
    @Nullable
    String url(Map<String, String> environment) {
        String set = environment.getOrDefault("POSTRIDER_URL", "");
        return url != null ? url : set.isBlank() ? null : set;
    }

    /**
     * Refuses what goes with a server's address alone.
     *
     * @param mayNameOutbox whether an outbox means something without it
     */
    void requireNothing(CommandSpec spec, boolean mayNameOutbox) {
        String given = tokenFile != null
                ? "--token-file"
                : outbox != null && !mayNameOutbox ? "--outbox" : seconds != null ? "--timeout" : null;
        if (given != null) {
            throw new ParameterException(
                    spec.commandLine(), given + " goes with --url, and neither that nor POSTRIDER_URL is set");
        }
    }

    /** The API. */
    Remote remote(String at, Map<String, String> environment, CommandSpec spec) {
        if (seconds != null && (seconds < 1 || seconds > LONGEST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(), "--timeout is " + seconds + ", must be 1 to " + LONGEST_SECONDS + " seconds");
        }
        RemoteAddress address =
                RemoteAddress.of(url != null ? "--url" : "POSTRIDER_URL", at, mayBePlain(environment, spec));
        return new Remote(
                address,
                RemoteToken.find(tokenFile, environment),
                outbox,
                Duration.ofSeconds(seconds == null ? USUAL_SECONDS : seconds));
    }

    private static boolean mayBePlain(Map<String, String> environment, CommandSpec spec) {
        String set =
                environment.getOrDefault("POSTRIDER_PLAIN_HTTP", "").strip().toLowerCase(Locale.ROOT);
        return switch (set) {
            case "", "false" -> false;
            case "true" -> true;
            default ->
                throw new ParameterException(
                        spec.commandLine(), "POSTRIDER_PLAIN_HTTP is '" + set + "', must be true or false");
        };
    }
}
