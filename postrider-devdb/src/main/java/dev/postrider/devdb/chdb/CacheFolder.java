package dev.postrider.devdb.chdb;

import java.nio.file.Path;
import java.util.Map;

/** Where fetched programs are kept between runs. */
public final class CacheFolder {
    private CacheFolder() {}

    /** {@code POSTRIDER_CACHE_DIR}, else {@code $XDG_CACHE_HOME/postrider}, else {@code ~/.cache/postrider}. */
    public static Path ofThisUser() {
        return of(System.getenv(), System.getProperty("user.home", "."));
    }

    static Path of(Map<String, String> environment, String home) {
        String own = environment.getOrDefault("POSTRIDER_CACHE_DIR", "");
        if (!own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        return shared.isBlank()
                ? Path.of(home, ".cache", "postrider").toAbsolutePath()
                : Path.of(shared, "postrider").toAbsolutePath();
    }
}
