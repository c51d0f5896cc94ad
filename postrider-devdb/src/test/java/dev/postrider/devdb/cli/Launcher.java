package dev.postrider.devdb.cli;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line in a process and a process group of its own, as a terminal starts it. */
final class Launcher implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(40);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Launcher(Process process) {
        this.process = process;
        this.reader = new Thread(this::read);
        reader.setDaemon(true);
        reader.start();
    }

    static Launcher start(Map<String, String> environment, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                DevDatabases.class.getName()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        List.of("DATABASE_URL", "CLICKHOUSE_HOST", "CLICKHOUSE_PORT", "CLICKHOUSE_SCHEMA", "POSTRIDER_DATA_DIR")
                .forEach(builder.environment()::remove);
        builder.environment().put("POSTRIDER_POSTGRES_PORT", "0");
        builder.environment().put("POSTRIDER_CLICKHOUSE_PORT", "0");
        builder.environment().putAll(environment);
        try {
            return new Launcher(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("(no more output: " + e + ")");
        }
    }

    /** Waits for a line that matches from its begin to its end; returns the first group. */
    String awaitLine(String regex) {
        Pattern pattern = Pattern.compile(regex);
        await("a line like " + regex + " in " + lines)
                .atMost(LONG)
                .until(() -> !process.isAlive() || lines.stream().anyMatch(pattern.asMatchPredicate()));
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line like " + regex + " in " + String.join("\n", lines)))
                .group(1);
    }

    List<String> lines() {
        return lines;
    }

    /** Sends a signal to the launcher alone. */
    void signal(String name) {
        kill("-" + name, Long.toString(process.pid()));
    }

    /** Sends a signal to every process of the terminal, as ctrl-c does. */
    void signalGroup(String name) {
        kill("-" + name, "--", "-" + process.pid());
    }

    private static void kill(String... arguments) {
        List<String> words = new ArrayList<>(List.of("kill"));
        words.addAll(List.of(arguments));
        try {
            new ProcessBuilder(words).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    int awaitExit() {
        try {
            if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running: " + String.join("\n", lines));
            }
            reader.join(5_000);
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
        awaitExit();
    }
}
