package dev.postrider.devdb;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The npm package that holds libchdb for one system. */
record EnginePackage(String name, String version) {
    static final String VERSION = "26.7.3-stable.1";
    /** The download as npm stores it, the unpacked package, and some room for the data. */
    static final long NEEDED_BYTES = 800_000_000L;

    static final long UNPACKED_BYTES = 569_000_000;
    /** The package gives it this name on every system. */
    static final String LIBRARY = "libchdb.so";

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
            return new EnginePackage("@chdb/lib-linux-" + cpu + "-gnu", VERSION);
        }
        if (lowerOs.startsWith("mac")) {
            return new EnginePackage("@chdb/lib-darwin-" + cpu, VERSION);
        }
        throw unsupported(os, architecture);
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
