package dev.postrider.server.cli.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A token for an admin API. It is in no text of this class: not in errors, not in {@link #toString}. Immutable. */
public final class RemoteToken {
    private static final Pattern FORM = Pattern.compile("postrider_[A-Za-z0-9_-]{43}");
    /** Bytes that are read of a file at most: more is no token. */
    private static final int LONGEST = 1_000;

    private final String secret;

    private RemoteToken(String secret) {
        this.secret = secret;
    }

    /**
     * Finds it: in the file that an argument names, or else in {@code POSTRIDER_TOKEN} or the file that {@code POSTRIDER_TOKEN_FILE} names.
     *
     * @throws RemoteFailure if there is none, it can't be read or is no token: where it was looked for, and what can be done
     */
    public static RemoteToken find(@Nullable Path argument, Map<String, String> environment) {
        String variable = environment.getOrDefault("POSTRIDER_TOKEN", "").strip();
        String file = environment.getOrDefault("POSTRIDER_TOKEN_FILE", "").strip();
        if (argument != null) {
            return inFile("--token-file", argument);
        }
        if (!variable.isEmpty() && !file.isEmpty()) {
            throw refused("POSTRIDER_TOKEN and POSTRIDER_TOKEN_FILE are both set, and may differ: leave one out");
        }
        if (!file.isEmpty()) {
            return inFile("POSTRIDER_TOKEN_FILE", Path.of(file));
        }
        if (variable.isEmpty()) {
            throw refused("a token is needed, in POSTRIDER_TOKEN, POSTRIDER_TOKEN_FILE or --token-file=FILE;"
                    + " `postrider tokens make NAME --to=FILE` makes one, where the database can be reached");
        }
        return of("POSTRIDER_TOKEN", variable);
    }

    private static RemoteToken inFile(String name, Path file) {
        try (var in = Files.newInputStream(file)) {
            return of(name + " " + file, new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException e) {
            throw refused(name + " is '" + file + "', and there is no such file");
        } catch (IOException e) {
            throw refused(name + " is '" + file + "', which can't be read: "
                    + e.getClass().getSimpleName());
        }
    }

    private static RemoteToken of(String name, String secret) {
        if (!FORM.matcher(secret).matches()) {
            throw refused(
                    name + " has " + secret.length() + " characters that are no token; a token is postrider_ and 43"
                            + " letters, digits, hyphens and underscores, as `postrider tokens make` prints it");
        }
        return new RemoteToken(secret);
    }

    private static RemoteFailure refused(String message) {
        return new RemoteFailure(RemoteFailure.Kind.WRONG_USAGE, message, null);
    }

    /** For the header {@code Authorization}, and nowhere else. */
    String bearer() {
        return "Bearer " + secret;
    }

    @Override
    public String toString() {
        return "postrider_***";
    }
}
