package dev.postrider.benchmarks.fleet;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.stage.Machine;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code postrider-server} as its users run it, from its jar. Whoever starts it closes it. */
final class ServerProcess implements AutoCloseable {
    static final String HEAP = "-Xmx256m";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ChildJvm process;
    private final int port;

    private ServerProcess(ChildJvm process) {
        this.process = process;
        this.port = Integer.parseInt(
                process.awaitLine("Tomcat started on port (\\d+)", PATIENCE).group(1));
    }

    /** Starts it; it begins to deliver at once. */
    static ServerProcess start(Path databases, ClickHouseDatabase eventLog) throws IOException {
        return new ServerProcess(ChildJvm.ofJar(jar())
                // as on a server: the test kit's own choice is for a short life
                .withJvmArguments("-XX:TieredStopAtLevel=4", HEAP)
                .withEnvironment("SERVER_PORT", "0")
                .withEnvironment("DATABASE_URL", "")
                .withEnvironment("POSTRIDER_DATABASES_FILE", databases.toString())
                .withEnvironment("CLICKHOUSE_HOST", eventLog.host())
                .withEnvironment("CLICKHOUSE_PORT", String.valueOf(eventLog.port()))
                .withEnvironment("CLICKHOUSE_USER", eventLog.user())
                .withEnvironment("CLICKHOUSE_PASSWORD", eventLog.password())
                .withEnvironment("CLICKHOUSE_SCHEMA", eventLog.name())
                .start());
    }

    /** Beside this module's own classes, wherever it was built. */
    private static Path jar() throws IOException {
        Path own;
        try {
            own = Path.of(ServerProcess.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        Path built = own.resolve("../../../postrider-server/target").normalize();
        try (Stream<Path> files = Files.isDirectory(built) ? Files.list(built) : Stream.empty()) {
            return files.filter(file -> file.getFileName().toString().matches("postrider-server-.*\\.jar"))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow(() -> new IllegalStateException(
                            "no jar of postrider-server in " + built + ": build it first (make jars)"));
        }
    }

    long pid() {
        return process.pid();
    }

    /** The sum of a metric over all its labels that hold a text; 0 if there is none. */
    double sum(String metric, String label) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(metric + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .filter(value -> !Double.isNaN(value))
                .sum();
    }

    private String metrics() {
        URI metrics = URI.create("http://127.0.0.1:" + port + "/actuator/prometheus");
        try (InputStream answer = metrics.toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the server does not answer", e);
        }
    }

    /** What it has at this moment, and the most memory that it ever had. */
    List<Figure> figures() throws IOException, InterruptedException {
        return List.of(
                Figure.of("most memory of the process", "MB", Machine.ofProcess(pid(), "VmHWM") / 1024.0),
                Figure.of("heap after a collection", "MB", heapMegabytesAfterCollection()),
                Figure.of("threads", "", (double) Machine.ofProcess(pid(), "Threads")));
    }

    /** What is left of the heap after a collection, in MB: the collector counts it, since much is new a moment later. */
    private double heapMegabytesAfterCollection() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process counting = new ProcessBuilder(jcmd.toString(), String.valueOf(pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(counting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Its last line: the word, the objects, their bytes.
        Matcher total =
                Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE).matcher(histogram);
        if (counting.waitFor() != 0 || !total.find()) {
            throw new IllegalStateException("jcmd could not count the objects of process " + pid());
        }
        return Long.parseLong(total.group(1)) / 1024.0 / 1024;
    }

    @Override
    public void close() {
        process.terminate();
        process.awaitExit(Duration.ofSeconds(20));
    }
}
