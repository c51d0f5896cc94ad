package dev.postrider.console.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Chromium to test with: the one named by {@code POSTRIDER_TEST_BROWSER}, else one on the path, else one out of an npm
 * package, kept in Postrider's cache folder. Only if none of these is to be had, Playwright downloads its own.
 *
 * @param executable empty for Playwright's own
 * @param environment variables that the binary needs
 */
record BrowserBinary(Optional<Path> executable, Map<String, String> environment) {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

    static BrowserBinary find() {
        String named = System.getenv("POSTRIDER_TEST_BROWSER");
        if (named != null && !named.isEmpty()) {
            if (!Files.isExecutable(Path.of(named))) {
                throw new IllegalStateException("POSTRIDER_TEST_BROWSER is '" + named
                        + "', which is no executable file; name a Chromium or leave the variable out");
            }
            return new BrowserBinary(Optional.of(Path.of(named)), Map.of());
        }
        return onPath().map(found -> new BrowserBinary(Optional.of(found), Map.of()))
                .or(PackagedChromium::find)
                .orElseGet(() -> new BrowserBinary(Optional.empty(), Map.of()));
    }

    /** The environment of this process with the binary's own variables. */
    Map<String, String> launchEnvironment() {
        Map<String, String> all = new HashMap<>(System.getenv());
        all.putAll(environment);
        return all;
    }

    private static Optional<Path> onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> NAMES.stream().map(Path.of(folder)::resolve))
                .filter(Files::isExecutable)
                .filter(BrowserBinary::answers)
                .findFirst();
    }

    /** Some systems have a script of that name that only says how to install the browser. */
    private static boolean answers(Path binary) {
        try {
            return ToolRun.of(List.of(binary.toString(), "--version"), Map.of()).succeeded();
        } catch (IOException notRunnable) {
            return false;
        }
    }
}
