package dev.postrider.devdb;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The npm package that holds libchdb for one system.
 *
 * @param sha256 of the library in it; null where it was never read, so that npm's own check has to do
 */
record EnginePackage(String name, String version, @Nullable String sha256) {
    static final String VERSION = "26.7.3-stable.1";
    /** The download as npm stores it, the unpacked package, and some room for the data. */
    static final long NEEDED_BYTES = 800_000_000L;

    static final long UNPACKED_BYTES = 569_000_000;
    /** The package gives it this name on every system. */
    static final String LIBRARY = "libchdb.so";

    /** A new version needs new ones: {@code sha256sum} of the library in each system's package. */
    private static final Map<String, String> SHA256 =
            Map.of("@chdb/lib-linux-x64-gnu", "36ad4e999882821ef13cf2d0f52c93f48e6ee1b4498b35a201c23ce4b8d15bf5");

    /**
     * @param os as in the system property {@code os.name}
     * @param architecture as in {@code os.arch}
     * @throws LocalDatabaseException there is no package for this system
     */
    static EnginePackage of(String os, String architecture) {
        String lowerOs = os.toLowerCase(Locale.ROOT);
        String cpu = switch (architecture) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64", "arm64" -> "arm64";
            default -> throw unsupported(os, architecture);
        };
        if (lowerOs.startsWith("linux")) {
            return pinned("@chdb/lib-linux-" + cpu + "-gnu");
        }
        if (lowerOs.startsWith("mac")) {
            return pinned("@chdb/lib-darwin-" + cpu);
        }
        throw unsupported(os, architecture);
    }

    private static EnginePackage pinned(String name) {
        return new EnginePackage(name, VERSION, SHA256.get(name));
    }

    static EnginePackage ofThisSystem() {
        String architecture = System.getProperty("os.arch", "");
        if (Files.exists(Path.of("/lib/ld-musl-x86_64.so.1")) || Files.exists(Path.of("/lib/ld-musl-aarch64.so.1"))) {
            throw unsupported("Linux with musl", architecture);
        }
        return of(System.getProperty("os.name", ""), architecture);
    }

    private static LocalDatabaseException unsupported(String os, String architecture) {
        return new LocalDatabaseException("There is no ClickHouse engine for " + os + " on " + architecture
                + "; it exists for Linux with glibc and for macOS, on x64 and arm64. Set CLICKHOUSE_HOST and"
                + " CLICKHOUSE_PORT to use a ClickHouse server that runs elsewhere.");
    }

    /** What npm installs. */
    String specification() {
        return name + "@" + version;
    }

    /** The name without its scope: a folder's name. */
    String folder() {
        return name.substring(name.indexOf('/') + 1);
    }
}
