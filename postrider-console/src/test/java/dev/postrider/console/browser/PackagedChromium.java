package dev.postrider.console.browser;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Chromium out of the npm package {@code @sparticuz/chromium}, which carries the binary in itself: for machines that reach a
 * package registry and nothing else. Unpacked once into the cache folder.
 */
final class PackagedChromium {
    private static final String PACKAGE = "@sparticuz/chromium";
    private static final String VERSION = "147.0.0";

    private PackagedChromium() {}

    /** Empty where there is no package for this system, or npm is missing or fails; why goes to standard error. */
    static Optional<BrowserBinary> find() {
        if (!"Linux".equals(System.getProperty("os.name")) || !"amd64".equals(System.getProperty("os.arch"))) {
            return Optional.empty();
        }
        try {
            Path home = cacheFolder().resolve("chromium-" + VERSION);
            if (!Files.isDirectory(home)) {
                unpackOnce(home);
            }
            return Optional.of(new BrowserBinary(Optional.of(home.resolve("chromium")), environment(home)));
        } catch (IOException unavailable) {
            System.err.println("no Chromium from npm: " + unavailable.getMessage());
            return Optional.empty();
        }
    }

    /** The folder appears whole or not at all, however many processes want it at once. */
    private static void unpackOnce(Path home) throws IOException {
        Files.createDirectories(home.getParent());
        Path lockFile = home.resolveSibling(home.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (Files.isDirectory(home)) {
                return;
            }
            System.err.println("fetching " + PACKAGE + " " + VERSION + " (65 MB, once) into " + home);
            Path work = Files.createTempDirectory(home.getParent(), "chromium-");
            try {
                Path unpacked = Files.createDirectory(work.resolve("unpacked"));
                run(
                        List.of(
                                "npm",
                                "install",
                                "--no-save",
                                "--no-audit",
                                "--no-fund",
                                "--ignore-scripts",
                                "--prefix",
                                work.toString(),
                                PACKAGE + "@" + VERSION),
                        Map.of());
                run(
                        List.of("node", "--input-type=module", "-e", unpackScript(work)),
                        // with the name of a cloud function the package unpacks libraries too
                        Map.of("TMPDIR", unpacked.toString(), "AWS_EXECUTION_ENV", "AWS_Lambda_nodejs22.x"));
                // The package's own names folders of a cloud function.
                Files.writeString(
                        unpacked.resolve("fonts.conf"),
                        "<fontconfig><dir>" + home.resolve("fonts") + "</dir><cachedir>" + home.resolve("fonts-cache")
                                + "</cachedir></fontconfig>");
                Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                deleteTree(work);
            }
        }
    }

    /** Libraries and fonts out of the package serve where the system has none of its own. */
    private static Map<String, String> environment(Path home) throws IOException {
        Map<String, String> environment = new HashMap<>();
        if (ToolRun.of(List.of("ldd", home.resolve("chromium").toString()), Map.of())
                .output()
                .contains("not found")) {
            environment.put("LD_LIBRARY_PATH", home.resolve("al2023/lib").toString());
        }
        if (!Files.exists(Path.of("/etc/fonts/fonts.conf"))) {
            environment.put("FONTCONFIG_FILE", home.resolve("fonts.conf").toString());
        }
        return environment;
    }

    private static void run(List<String> command, Map<String, String> environment) throws IOException {
        ToolRun run = ToolRun.of(command, environment);
        if (!run.succeeded()) {
            throw new IOException(String.join(" ", command) + " ended with " + run.exitCode() + ": " + run.output());
        }
    }

    /** The package's own way to unpack itself, into the folder for temporary files. */
    private static String unpackScript(Path installed) {
        Path module = installed.resolve("node_modules").resolve(PACKAGE).resolve("build/esm/index.js");
        return "const chromium = await import('" + module.toUri() + "'); await chromium.default.executablePath()";
    }

    private static Path cacheFolder() {
        return Stream.of(
                        Optional.ofNullable(System.getenv("POSTRIDER_CACHE_DIR"))
                                .map(Path::of),
                        Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).map(xdg -> Path.of(xdg, "postrider")))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "postrider"))
                .toAbsolutePath();
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
