package dev.postrider.devdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where fetched and unpacked server binaries are kept between runs; shared by every project of the user. */
final class CacheFolder {
    private CacheFolder() {}

    /**
     * {@code POSTRIDER_CACHE_DIR}, else {@code $XDG_CACHE_HOME/postrider}, else {@code ~/.cache/postrider}; created if it
     * is missing.
     *
     * @throws LocalDatabaseException if the folder cannot be created
     */
    static Path locate(Map<String, String> environment) {
        Path folder = choose(environment).toAbsolutePath().normalize();
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LocalDatabaseException(
                    "the cache folder " + folder
                            + " cannot be created; set POSTRIDER_CACHE_DIR to a folder that is writable",
                    e);
        }
    }

    private static Path choose(Map<String, String> environment) {
        String own = environment.getOrDefault("POSTRIDER_CACHE_DIR", "");
        if (!own.isBlank()) {
            return Path.of(own);
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (!xdg.isBlank()) {
            return Path.of(xdg, "postrider");
        }
        return Path.of(System.getProperty("user.home"), ".cache", "postrider");
    }
}
